"""The recipients of an act of sending while they are being gathered on the page: what is posted, added, dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from jinliang.base.actor import Actor
from jinliang.kernel.org import foreign
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from . import queries, receptions
from .models import Copy
from .registry import Proposal
from .services.sending import Addressed

SEPARATORS = "、，,；;\n"
ROLES = (Copy.Role.MAIN.value, Copy.Role.COPY.value)
ROLE_NAMES = [(role, Copy.Role(role).label) for role in ROLES]
KINDS = [
    ("", "各类单位"), ("government", "人民政府"), ("department", "部门"), ("affiliated", "直属单位"),
    ("station", "工作站"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient on the page."""

    unit: Unit
    role: str
    may_print: bool
    may_forward: bool
    has_clerk: bool = True


@dataclass(slots=True)
class Recipients:
    """``unknown``: names that are no unit; ``said``: what the last button did."""

    rows: list[Row] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    said: str = ""

    @property
    def addressed(self) -> list[Addressed]:
        return [Addressed(one.unit.pk, one.role, one.may_print, one.may_forward) for one in self.rows]

    @property
    def without_clerk(self) -> list[Unit]:
        return [one.unit for one in self.rows if not one.has_clerk]

    def counted(self, role: str) -> int:
        return sum(one.role == role for one in self.rows)

    @property
    def main_count(self) -> int:
        return self.counted("main")

    @property
    def copy_count(self) -> int:
        return self.counted("copy")


def proposed(proposal: Proposal) -> Recipients:
    """Whom the document names; the names that are no unit are shown, so that nobody is forgotten."""
    named = [(one, "main") for one in proposal.main] + [(one, "copy") for one in proposal.copies]
    others = foreign.units_by_name({one.name for one, _ in named if one.unit_id is None})
    wanted = [(one, one.unit_id or (others[one.name].pk if one.name in others else 0), role) for one, role in named]
    found = Recipients(unknown=[one.name for one, unit_id, _ in wanted if not unit_id])
    _join(found, [(unit_id, role) for _, unit_id, role in wanted if unit_id], proposal.unit_id, True, True)
    return found


def posted(given: QueryDict, sender_id: int, actor: Actor) -> Recipients:
    """As it stands on the page, after what the pressed button adds or drops."""
    found = Recipients(unknown=given.getlist("unknown"))
    kept = [(int(key), given.get(f"role_{key}", "main")) for key in given.getlist("unit") if _is_key(key)]
    _join(found, kept, 0, False, False)
    found.rows = [
        replace(row, may_print=f"print_{row.unit.pk}" in given, may_forward=f"forward_{row.unit.pk}" in given)
        for row in found.rows
    ]
    _press(found, given, sender_id, actor)
    return found


def _press(found: Recipients, given: QueryDict, sender_id: int, actor: Actor) -> None:
    drop, every = given.get("drop", ""), given.get("all", "")
    if drop == "all":
        found.rows = []
    elif unit_id := _key(given, "drop"):
        found.rows = [row for row in found.rows if row.unit.pk != unit_id]
    elif every in ("print", "forward", "no_print", "no_forward"):
        found.rows = [_with_right(row, every) for row in found.rows]
    elif chosen := _chosen(found, given, actor):
        role = given.get("role", "main")
        before = len(found.rows)
        wanted = [(unit_id, role if role in ROLES else "main") for unit_id in chosen]
        _join(found, wanted, sender_id, "give_print" in given, "give_forward" in given)
        found.said = f"添加了 {len(found.rows) - before} 个单位"
    elif {"add_names", "add_level", "add_group"} & set(given):
        found.said = "没有可添加的单位"


def _with_right(row: Row, asked: str) -> Row:
    if asked.endswith("print"):
        return replace(row, may_print=asked == "print")
    return replace(row, may_forward=asked == "forward")


def _chosen(found: Recipients, given: QueryDict, actor: Actor) -> Sequence[int]:
    """The units that the pressed button means."""
    if unit_id := _key(given, "add_unit"):
        return [unit_id]
    if "add_names" in given:
        return _by_names(found, given.get("names", ""))
    scope, level, group = (_key(given, name) for name in ("scope", "level", "group"))
    if "add_level" in given and scope and level:
        return queries.units_of_level(org.unit(scope), level, given.get("kind_of", ""))
    if "add_group" in given and group:
        return list(queries.group(actor, group).units.order_by("path").values_list("pk", flat=True))
    return ()


def _by_names(found: Recipients, typed: str) -> list[int]:
    ids, unknown = resolved(typed)
    found.unknown = list(dict.fromkeys([*found.unknown, *unknown]))
    return ids


def resolved(typed: str) -> tuple[list[int], list[str]]:
    """(units, names that are none) of names in one line or several."""
    for separator in SEPARATORS[1:]:
        typed = typed.replace(separator, SEPARATORS[0])
    names = list(dict.fromkeys(name.strip() for name in typed.split(SEPARATORS[0]) if name.strip()))
    units = foreign.units_by_name(names)
    return [units[name].pk for name in names if name in units], [name for name in names if name not in units]


def _join(
    found: Recipients, wanted: Iterable[tuple[int, str]], sender_id: int, may_print: bool, may_forward: bool
) -> None:
    """Those that are not there yet, in this order; the sender is none. Dissolved ones stay, for the refusal to name."""
    held = {row.unit.pk for row in found.rows} | {sender_id}
    fresh = {unit_id: role for unit_id, role in wanted if unit_id not in held}
    units = foreign.units_by_id(fresh)
    silent = {unit.pk for unit in receptions.without_clerk(list(fresh))}
    found.rows += [
        Row(units[pk], role if role in ROLES else "main", may_print, may_forward, pk not in silent)
        for pk, role in fresh.items()
        if pk in units
    ]


def scopes(unit: Unit) -> list[Unit]:
    """Below which unit a level can be meant: the governments over the sender, and itself."""
    above = list(org.units_above(unit.path))
    return [one for one in reversed(above) if one.kind == "government" or one.pk == unit.pk]


def _key(given: QueryDict, name: str) -> int:
    text = str(given.get(name, ""))
    return int(text) if _is_key(text) else 0


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 18
