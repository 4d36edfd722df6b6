"""The made-up province: 210 units, sections of the key ones, 1,000 officials; the same every time."""

from __future__ import annotations

from random import Random

from jinliang.kernel.org.services import DivisionRow, PersonRow, UnitRow
from jinliang.kernel.org.spelling import person as spelled

from . import names
from .accounts import PARTS, PASSWORD, Part

SEED = 20260101
OFFICIALS = 1000

# The last figures of a unit's code say what it is in its division.
PREFECTURE_BUREAUS = ("人民政府办公室", "自然资源局", "林业和草原局", "生态环境局", "农业农村局")
COUNTY_BUREAUS = (
    "人民政府办公室", "自然资源局", "林业和草原局", "生态环境局", "农业农村局", "水利局", "财政局", "住房和城乡建设局",
    "交通运输局",
)  # fmt: skip
OFFICE_SECTIONS = {"050": "政务公开科", "051": "秘书科", "052": "信息科", "053": "督查科"}
BUREAU_SECTIONS = {"060": "办公室", "061": "政策法规科"}
# Who sits in a unit of each kind, heads first.
TITLES = {
    "government": ("副县长", "秘书"),
    "department": ("局长", "副局长", "办公室主任", "公开承办"),
    "affiliated": ("场长", "副场长", "办公室主任"),
    "station": ("站长", "工作人员"),
    "section": ("科长", "公开经办", "法制审核员"),
}
EXTRA = {"department": "经办人", "affiliated": "护林员", "station": "工作人员", "section": "科员", "government": "秘书"}
WRITING = ("outgoing.clerk", "outgoing.drafter")
VETTING = ("outgoing.vetter", "outgoing.legal_reviewer", "outgoing.secrecy_reviewer")
LEADING = ("outgoing.signer", "incoming.instructor")
ENTERING = ("incoming.clerk", "incoming.secretary")
# Duties go with the title; those of apps that a site lacks are left out.
DUTIES = {
    # The same section writes the documents of its government and enters what it receives.
    ("政务公开科", "公开经办"): ("disclosure.clerk", "seals.keeper", *WRITING, *ENTERING),
    ("政务公开科", "科长"): ("disclosure.chief", "incoming.proposer", "steps.section_head"),
    ("政务公开科", "法制审核员"): ("disclosure.vetter", *VETTING),
    # A bureau of the stage county answers requests too, in its office section.
    ("办公室", "公开经办"): ("disclosure.clerk", "seals.keeper", *WRITING, *ENTERING),
    ("办公室", "科长"): ("disclosure.chief", "incoming.proposer", "steps.section_head"),
    ("办公室", "法制审核员"): ("disclosure.vetter", *VETTING, "incoming.handler"),
    ("", "公开承办"): ("disclosure.handler",),
    # The head of an agency issues its yearly report.
    # Seals of a government and of what is under it: its leader approves, its secretary makes, offices keep.
    ("", "副县长"): ("disclosure.report_issuer", "seals.approver", "seal_use.approver", *LEADING),
    # A secretary receives the papers of a government, the head of its office those of a bureau.
    ("", "秘书"): ("seals.maker", "document_exchange.clerk"),
    ("", "办公室主任"): ("seals.keeper", "document_exchange.clerk"),
    ("", "站长"): ("document_exchange.clerk",),
    ("", "局长"): ("disclosure.report_issuer", *LEADING),
}

# In the stage county the heads of departments countersign.
STAGE_DUTIES = (
    *((f"990121{number:03}", "局长", "outgoing.countersigner") for number in range(2, len(COUNTY_BUREAUS) + 1)),
    # What comes to the county goes to its departments.
    *((f"990121{number:03}", "办公室主任", "incoming.handler") for number in range(2, len(COUNTY_BUREAUS) + 1)),
    *((f"990121{number:03}", "办公室主任", "supervision.handler") for number in range(2, len(COUNTY_BUREAUS) + 1)),
)


def divisions() -> list[DivisionRow]:
    rows = [DivisionRow("990000", names.PROVINCE, 1)]
    townships = iter(names.TOWNSHIPS)
    for at, (prefecture, counties) in enumerate(names.PREFECTURES.items(), start=1):
        rows.append(DivisionRow(f"99{at:02}00", prefecture, 2, "990000"))
        for number, county in enumerate(counties, start=21):
            code = f"99{at:02}{number}"
            rows.append(DivisionRow(code, county, 3, f"99{at:02}00"))
            rows += [DivisionRow(f"{code}{100 + one}", f"{next(townships)}镇", 4, code) for one in range(5)]
    return rows


def units() -> list[UnitRow]:
    """210 units and the sections inside the key ones, every parent before its children."""
    places = divisions()
    above = {place.code: place for place in places}
    rows = [_government(place, above) for place in places if place.level < 4]
    rows += _prefecture_bureaus([place for place in places if place.level == 2])
    counties = [place for place in places if place.level == 3]
    rows += _county_bureaus(counties)
    rows += _forest_farms(counties)
    rows += [_station(place) for place in places if place.level == 4]
    return rows + _sections(rows)


def _government(place: DivisionRow, above: dict[str, DivisionRow]) -> UnitRow:
    parent = f"{above[place.parent_code].code}000" if place.parent_code else ""
    return UnitRow(
        f"{place.code}000", f"{place.name}人民政府", "government", place.level, place.code, parent,
        short_name=f"{place.name}政府", telephone=_telephone(place.code, 0), address=f"{place.name}示例路1号",
        postcode="000000",
    )  # fmt: skip


def _bureau(place: DivisionRow, number: int, name: str) -> UnitRow:
    return UnitRow(
        f"{place.code}{number:03}", f"{place.name}{name}", "department", place.level, place.code, f"{place.code}000",
        telephone=_telephone(place.code, number), address=f"{place.name}示例路{number + 1}号", postcode="000000",
        order=number,
    )  # fmt: skip


def _prefecture_bureaus(places: list[DivisionRow]) -> list[UnitRow]:
    """Fourteen: five, five and four."""
    wanted = [(place, number, name) for place in places for number, name in enumerate(PREFECTURE_BUREAUS, start=1)]
    return [_bureau(*row) for row in wanted[:14]]


def _county_bureaus(places: list[DivisionRow]) -> list[UnitRow]:
    """A hundred and six: nine in each of ten counties, eight in the last two."""
    return [
        _bureau(place, number, name)
        for at, place in enumerate(places)
        for number, name in enumerate(COUNTY_BUREAUS[: 9 if at < 10 else 8], start=1)
    ]


def _forest_farms(counties: list[DivisionRow]) -> list[UnitRow]:
    """Under the forestry bureau of their county."""
    return [
        UnitRow(
            f"{place.code}{70 + at // len(counties):03}", f"{place.name}{stem}国有林场", "affiliated", 3, place.code,
            f"{place.code}003", short_name=f"{stem}林场", telephone=_telephone(place.code, 70), order=70,
        )
        for at, stem in enumerate(names.FOREST_FARMS)
        for place in [counties[at % len(counties)]]
    ]  # fmt: skip


def _station(place: DivisionRow) -> UnitRow:
    county = place.parent_code
    return UnitRow(
        f"{place.code}", f"{place.name}林业工作站", "station", 4, place.code, f"{county}003",
        telephone=_telephone(county, int(place.code[-3:])), order=int(place.code[-3:]),
    )  # fmt: skip


def _sections(rows: list[UnitRow]) -> list[UnitRow]:
    """Every government's office has its sections; so have the bureaus of the stage county."""
    made = []
    for row in rows:
        is_office, is_stage = row.name.endswith("人民政府办公室"), row.code.startswith("990121")
        inside = OFFICE_SECTIONS if is_office else BUREAU_SECTIONS if is_stage and row.kind == "department" else {}
        # The office's sections carry plain codes and the place's name; a bureau's add its own number and name.
        stem, whose = (
            (row.division_code, row.name.removesuffix("人民政府办公室")) if is_office else (row.code, row.name)
        )
        made += [
            UnitRow(
                f"{stem}{ending}", f"{whose}{name}", "section", row.level, row.division_code, row.code,
                short_name=name, telephone=row.telephone, order=int(ending),
            )
            for ending, name in inside.items()
        ]  # fmt: skip
    return made


def people(rows: list[UnitRow]) -> list[PersonRow]:
    """A thousand officials: the named ones, the posts of each kind of unit, and the rest where the work is."""
    draw = Random(SEED)  # noqa: S311 - a sample, not a secret
    named = [_named(part, number) for number, part in enumerate(PARTS)]
    taken = {(person.unit_code, person.title) for person in named}
    seats = [
        (row.code, title, at == 0)
        for row in rows
        for at, title in enumerate(TITLES[row.kind])
        if (row.code, title) not in taken
    ]
    busy = [row for row in rows if row.kind in ("department", "affiliated")]
    wanted = OFFICIALS - len(named) - len(seats)
    seats += [(row.code, EXTRA[row.kind], False) for row in draw.choices(busy, k=wanted)]
    return named + [_official(draw, number, *seat) for number, seat in enumerate(seats, start=len(named))]


def _named(part: Part, number: int) -> PersonRow:
    return PersonRow(
        part.login, part.name, part.unit_code, part.title, is_head=part.is_head,
        telephone=f"0000-{1000000 + number}", mobile=f"000{number:08}", password=PASSWORD,
    )  # fmt: skip


def _official(draw: Random, number: int, unit_code: str, title: str, is_head: bool) -> PersonRow:
    name = names.person(draw)
    return PersonRow(
        f"{spelled(name)[0]}{number:04}", name, unit_code, title, is_head=is_head,
        telephone=f"0000-{1000000 + number}", mobile=f"000{number:08}",
    )  # fmt: skip


def grants(rows: list[UnitRow], seated: list[PersonRow], known: frozenset[str]) -> list[tuple[str, str, str]]:
    """(unit code, title, duty) for the named parts and for every post whose title carries a duty."""
    unit_names = {row.code: row.short_name for row in rows}
    found = {(part.unit_code, part.title, duty) for part in PARTS for duty in part.duties}
    found |= set(STAGE_DUTIES)
    for person in seated:
        for (unit_name, title), duties in DUTIES.items():
            if person.title == title and unit_name in ("", unit_names[person.unit_code]):
                found |= {(person.unit_code, title, duty) for duty in duties}
    return sorted(row for row in found if row[2] in known)


def _telephone(code: str, number: int) -> str:
    return f"0000-{int(code[2:6]) % 1000:03}{number:04}"
