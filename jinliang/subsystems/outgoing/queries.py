"""Which documents there are, who may see and change them, what is wrong with them. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Missing
from jinliang.kernel.documents import numbers
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.kernel.documents.queries import Document
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.seals.queries import Seal
from jinliang.kernel.seals.registry import Ground

from . import rules
from .flow import CLERK, DRAFTER, SIGNER, VETTER, WRITING
from .models import Joint, Office, Outgoing, Recipient

SUBJECT = "outgoing.document"
MOST_SIGNERS = 9


def visible_to(actor: Actor) -> QuerySet[Outgoing]:
    """Those whose case the actor may see: who takes part, and the office that vets and prints them; in the units that
    issue it jointly those who see the case of their unit."""
    seen = flow.visible_to(actor)
    joined = Joint.objects.filter(case__in=seen)
    seen |= Case.objects.filter(pk__in=joined.values("outgoing__case"))
    return Outgoing.objects.filter(case__in=seen).select_related("case", "unit")


def listed_for(actor: Actor) -> QuerySet[Outgoing]:
    """The same, for a list of them."""
    joined = Joint.objects.filter(case__in=flow.visible_to(actor)).values_list("outgoing")  # never many
    seen = Outgoing.objects.filter(case__in=flow.listed_for(actor)).values_list("pk").union(joined)
    return Outgoing.objects.filter(pk__in=seen)


def outgoing(actor: Actor, uuid: UUID) -> Outgoing:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这份公文")
    return found


def of_case(case_id: int) -> Outgoing:
    """The document of its own case, or of that of a unit that joins in."""
    rows = Outgoing.objects.select_related("case", "unit")
    return rows.filter(case=case_id).first() or rows.get(joints__case=case_id)


def of_item(actor: Actor, item_id: int) -> Outgoing:
    found = visible_to(actor).filter(Q(case__items=item_id) | Q(joints__case__items=item_id)).first()
    if found is None:
        raise Missing("没有找到这份公文")
    return found


def joints(outgoing: Outgoing) -> QuerySet[Joint]:
    """联署机关 as they stand now, in their order; without the leading unit."""
    return outgoing.joints.filter(is_past=False).order_by("order")


def issuers(outgoing: Outgoing) -> list[int]:
    """The units that issue it, the leading one first: the order of heads, signatures and seals."""
    return [outgoing.unit_id, *(one.unit_id for one in joints(outgoing) if one.unit_id)]


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """In which unit, by which section, it is brought before the leaders."""

    section_id: int
    unit_id: int
    is_joint: bool = False


def place_of(outgoing: Outgoing, item_id: int) -> SigningPlace:
    one = outgoing.joints.select_related("case").filter(case__items=item_id).first()
    if one is None or one.case is None or one.unit_id is None:
        return SigningPlace(outgoing.case.unit_id, outgoing.unit_id)
    return SigningPlace(one.case.unit_id, one.unit_id, is_joint=True)


def offices_of(actor: Actor) -> QuerySet[Office]:
    """The offices for whose unit the actor may draft from the seat in which he acts."""
    if actor.seat is None or DRAFTER.key not in actor.seat.duties:
        return Office.objects.none()
    above = [actor.seat.unit_id, *org.units_above(actor.seat.unit_path).values_list("pk", flat=True)]
    return Office.objects.filter(unit__in=above).select_related("unit", "section").order_by("-unit__path")


def office_at(section_id: int) -> Office | None:
    return Office.objects.filter(section=section_id).select_related("unit", "section").first()


def issuers_above(seat: Seat) -> list[Unit]:
    """The units for which this seat's section could be the office, the nearest first; itself where it is no section."""
    return list(org.units_above(seat.unit_path).exclude(kind="section").order_by("-path"))


def mark_of(office: Office | None) -> str:
    """The 代字 of the latest book."""
    if office is None:
        return ""
    found = numbers.registers_of(office.unit_id).filter(key="outgoing.document").first()
    return found.mark if found else ""


def may_draft(actor: Actor, office: Office) -> bool:
    return offices_of(actor).filter(pk=office.pk).exists()


def kept_by(actor: Actor) -> list[int]:
    """The units whose register the actor keeps: he vets or prints their documents."""
    sections = [seat.unit_id for seat in actor.seats if seat.duties & {CLERK.key, VETTER.key}]
    return list(Office.objects.filter(section__in=sections).values_list("unit", flat=True)) if sections else []


def numbered_by(actor: Actor) -> list[int]:
    """The units whose books of numbers he keeps from the seat in which he acts."""
    if actor.seat is None or CLERK.key not in actor.seat.duties:
        return []
    return list(Office.objects.filter(section=actor.seat.unit_id).values_list("unit", flat=True))


def writing_item(actor: Actor, outgoing: Outgoing) -> int | None:
    """The item at which the actor holds the document and may change it."""
    for item_id, step in flow.open_items(outgoing.case_id):
        if step in WRITING and flow.allowed(actor, item_id).moves:
            return item_id
    return None


def step_of(outgoing: Outgoing) -> str:
    """The step that it stands at; one, while it is written."""
    return next((step for _, step in flow.open_items(outgoing.case_id)), "")


def text_of(outgoing: Outgoing) -> Document:
    return documents.of(outgoing.subject)[0]


def words_of(outgoing: Outgoing) -> str:
    document = text_of(outgoing)
    return plain.to_plain(documents.version(document).text) if document.latest else ""


def signers(outgoing: Outgoing) -> list[str]:
    """The leaders who signed in the last round, in their order."""
    return signers_in(outgoing.case)


def signers_in(case: Case) -> list[str]:
    return [said.name for said in _signings(case)]


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who may sign for the unit, with where he sits."""

    post_id: int
    user_id: int
    name: str
    place: str
    is_head: bool


def possible_signers(place: SigningPlace) -> list[Signer]:
    """Who holds the duty in the office's section and the units above it: those of the issuing unit first, heads first;
    last those of other units above."""
    section = org.unit(place.section_id)
    units = {unit.pk: unit for unit in org.units_above(section.path)}
    head = org.head_posts({place.unit_id}).get(place.unit_id)
    found = [
        (holder, Signer(holder.post_id, holder.user_id, holder.name, place, holder.post_id == head))
        for holder in org.holders_in(list(units), SIGNER.key)
        for place in [f"{units[holder.unit_id].name}　{holder.title}"]
    ]
    found.sort(key=lambda row: (row[0].unit_id != place.unit_id, -len(units[row[0].unit_id].path)))
    return [signer for _, signer in found]


def proposed_places(outgoing: Outgoing, signers: Sequence[Signer]) -> dict[int, int]:
    """Before anybody chooses: the head of the unit where the regulation asks for him, or the only one there is."""
    heads = [one for one in signers if one.is_head] if rules.wants_head(rules.Form(outgoing.form)) else []
    proposed = heads or (signers if len(signers) == 1 else [])
    return {one.post_id: 1 for one in proposed[:1]}


def signing_post(case: Case) -> str:
    """The post in which the last leader signed."""
    return next((said.post for said in reversed(_signings(case))), "")


def _signings(case: Case) -> list[flow.Opinion]:
    rounds = [one for one in flow.opinions(case) if one.step == "sign"]
    return rounds[-1].opinions if rounds else []


def seal_kind(outgoing: Outgoing) -> str:
    """An order bears the stamp of who signed it, all else the unit's seal (GB/T 9704 7.3.5)."""
    return "signature" if outgoing.form == rules.Form.ORDER else "unit"


def seals_wanted(outgoing: Outgoing) -> dict[int, Seal | None]:
    """Unit -> the seal that it uses now for such a document; of each unit that issues it and has not sealed it."""
    pressed = seals.pressed_by(outgoing.subject)
    kind = seal_kind(outgoing)
    return {unit: seals.in_use(unit, kind) for unit in issuers(outgoing) if unit not in pressed}


def seal_of(outgoing: Outgoing) -> Seal | None:
    """That of the leading unit."""
    return seals.in_use(outgoing.unit_id, seal_kind(outgoing))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the original and where seals will lie on it, in millimetres."""

    number: int
    places: list[dict[str, float]]


def sheets(outgoing: Outgoing, actor: Actor) -> list[Sheet]:
    """With the places of the seal that this keeper presses next."""
    units, own = issuers(outgoing), {seal.unit_id for seal in seals_for(actor, outgoing)[:1]}
    places = [place for place in outgoing.seal_places if units[int(place["unit"])] in own]
    return [
        Sheet(number, [place for place in places if place["page"] == number])
        for number in range(1, (outgoing.pages or 0) + 1)
    ]


def seals_for(actor: Actor, outgoing: Outgoing) -> list[Seal]:
    """Those that the actor keeps, of the units that have not sealed the document yet."""
    posts, wanted = {seat.post_id for seat in actor.seats}, set(issuers(outgoing)) - seals.pressed_by(outgoing.subject)
    rows = seals.listing(actor, "issued").filter(unit__in=wanted, kind=seal_kind(outgoing))
    return [one for one in rows if one.keeper_id in posts]


def ground(key: str, seal: Seal, digest: str, by: Actor) -> Ground | None:  # noqa: ARG001 - the kernel checks who seals
    """What allows a seal on this very original: the signature of the last leader of the seal's unit."""
    found = Outgoing.objects.select_related("file", "case").filter(uuid=UUID(key), file__blob=digest).first()
    if found is None or found.signed_version is None or seal.unit_id not in issuers(found):
        return None
    own = joints(found).filter(unit=seal.unit_id, signed_at__isnull=False).first()
    case_id = own.case_id if own else found.case_id if found.unit_id == seal.unit_id else None
    signers = flow.doers(case_id, "sign") if case_id else []
    return Ground(f"{found.title}（{found.number}）", found.drafted_by_id, signers[-1]) if signers else None


def direction(unit_path: str, unit_level: int, other_path: str, other_level: int) -> rules.Direction | None:
    """Of the way from one unit to another; None where only their offices know (another line, another level)."""
    if unit_path.startswith(f"{other_path}."):
        return rules.Direction.UP
    if other_path.startswith(f"{unit_path}."):
        return rules.Direction.DOWN
    return rules.Direction.LEVEL if unit_level == other_level else None


def draft_of(outgoing: Outgoing, recipients: Sequence[Recipient], others: Sequence[Joint]) -> rules.Draft:
    """What the rules look at, as it is kept."""
    main, copies = (
        [row.name for row in recipients if row.role == role] for role in (Recipient.Role.MAIN, Recipient.Role.COPY)
    )
    titles = [one.title for one in outgoing.attachments.all()]
    names, words = [one.name for one in others], words_of(outgoing)
    return draft(outgoing.unit, outgoing.kind, outgoing.form, outgoing.title, words, main, copies, titles, names)


def draft(
    unit: Unit,
    kind: str,
    form: str,
    title: str,
    body: str,
    main: Sequence[str],
    copies: Sequence[str],
    attachments: Sequence[str],
    others: Sequence[str] = (),
) -> rules.Draft:
    """What the rules look at; each name is given its direction where it is that of one unit."""
    units = org.units_by_name([*main, *copies, *others])

    def addressee(name: str) -> rules.Addressee:
        other = units.get(name)
        way = direction(unit.path, unit.level, other.path, other.level) if other else None
        return rules.Addressee(name, way, is_known=other is not None)

    def partner(name: str) -> rules.Partner:
        other = units.get(name)
        if other is None:
            return rules.Partner(name)
        return rules.Partner(other.name, rules.are_peers(unit.kind, unit.level, other.kind, other.level))

    return rules.Draft(
        kind=kind,
        form=rules.Form(form),
        title=title,
        body=body,
        main=tuple(map(addressee, main)),
        copies=tuple(map(addressee, copies)),
        attachments=tuple(attachments),
        issuer=unit.name,
        partners=tuple(map(partner, others)),
        on=clock.today(),
    )


def faults(outgoing: Outgoing) -> list[rules.Fault]:
    """By the rules, and units that are named and are not there any more."""
    recipients, joined = list(outgoing.recipients.select_related("unit")), list(joints(outgoing))
    gone = [row.name for row in recipients if row.unit and row.unit.ended_on]
    found = rules.faults(draft_of(outgoing, recipients, joined))
    others = [one for one in joined if one.unit_id]
    known = set(Office.objects.filter(unit__in=[one.unit_id for one in others]).values_list("unit", flat=True))
    for one in others:
        if one.unit_id not in known:
            way_out = "请其公文登记印制人员先在“发文设置”中填写"
            found.append(rules.Fault("joints", f"{one.name}还没有设置发文办公室", "会签件没有人收", way_out))
    for name in gone:
        found.append(rules.Fault("main", f"{name}已撤销", "撤销的单位不能收文", "请改送承接其职能的单位"))
    return found
