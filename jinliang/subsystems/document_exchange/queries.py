"""Which documents were sent and received, who may see them, what became of the copies. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files.queries import File
from jinliang.kernel.org import foreign
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from . import receptions
from .flow import CLERK
from .models import Copy, Dispatch, RecipientGroup
from .registry import CopyFacts
from .rules import OPEN, State

SUBJECT = "document_exchange.dispatch"
LEVELS = {1: "省级", 2: "市级", 3: "县级", 4: "乡级"}
# Which copies let their unit read the file: opened on its page, so that reading is known to the sender.
OPENED = (State.READ, State.SIGNED)


def sent_by(actor: Actor) -> QuerySet[Dispatch]:
    """What the units have sent for which the actor sends and receives."""
    return Dispatch.objects.filter(unit__in=receptions.served(actor)).select_related("unit")


def visible_to(actor: Actor) -> QuerySet[Copy]:
    """The copies of these units; one that was taken back unread was never theirs."""
    found = Copy.objects.filter(unit__in=receptions.served(actor)).exclude(state=State.WITHDRAWN)
    return found.select_related("dispatch__unit", "unit")


def dispatch(actor: Actor, uuid: UUID) -> Dispatch:
    found = sent_by(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这次分发")
    return found


def copy(actor: Actor, uuid: UUID) -> Copy:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这份公文，或发文单位已经撤回")
    return found


def copy_of(actor: Actor, dispatch_uuid: UUID) -> Copy:
    """The actor's copy of what a notice told him of; that which still waits before others."""
    found = sorted(visible_to(actor).filter(dispatch__uuid=dispatch_uuid), key=lambda one: one.state not in OPEN)
    if not found:
        raise Missing("没有找到这份公文，或发文单位已经撤回")
    return found[0]


def may_handle(actor: Actor, copy: Copy) -> bool:
    return receptions.serves(actor, copy.unit_id)


def sees_files(actor: Actor, key: str) -> bool:
    found = Dispatch.objects.filter(uuid=UUID(key)).values("pk", "unit").first()
    if found is None:
        return False
    served = receptions.served(actor)
    return found["unit"] in served or _opened(found["pk"], served).exists()


def takes_files(actor: Actor, key: str) -> bool:
    """Printing is given with each copy; who sent the document has it."""
    found = Dispatch.objects.filter(uuid=UUID(key)).values("pk", "unit").first()
    if found is None:
        return False
    served = receptions.served(actor)
    return found["unit"] in served or _opened(found["pk"], served).filter(may_print=True).exists()


def _opened(dispatch_id: int, units: Sequence[int]) -> QuerySet[Copy]:
    return Copy.objects.filter(dispatch=dispatch_id, unit__in=units, state__in=OPENED)


def facts(actor: Actor, uuid: UUID) -> CopyFacts:
    """What other businesses are told of a copy within the actor's sight."""
    return facts_of(copy(actor, uuid))


def facts_of(copy: Copy) -> CopyFacts:
    sent = copy.dispatch
    return CopyFacts(
        uuid=copy.uuid,
        unit_id=copy.unit_id,
        sender_id=sent.unit_id,
        sender=sent.sender,
        title=sent.title,
        number=sent.number,
        kind=sent.kind,
        dated_on=sent.dated_on,
        urgency=sent.urgency,
        is_internal=sent.is_internal,
        role=copy.role,
        copy_number=copy.copy_number,
        reply_by=sent.reply_by,
        asks_slip=sent.asks_slip,
        note=sent.note,
        pages=sent.file.blob.pages,
        subject=sent.subject,
        state=copy.state,
        delivered_at=copy.delivered_at,
        signed_at=copy.signed_at,
    )


def settled(keys: Sequence[str]) -> dict[str, str]:
    """Of these copies those that nobody waits for any more, with the words of what became of them. One query."""
    found = Copy.objects.filter(uuid__in=[UUID(key) for key in keys]).exclude(state__in=[*map(str, OPEN)])
    return {str(one.uuid): one.get_state_display() for one in found}


def files(facts: CopyFacts) -> list[File]:
    """The document first, then what is attached: for who takes a copy over."""
    return files_of(Dispatch.objects.get(copies__uuid=facts.uuid))


def files_of(dispatch: Dispatch) -> list[File]:
    """The document first, then what is attached."""
    return sorted(stored.of(dispatch.subject), key=lambda file: file.pk != dispatch.file_id)


@dataclass(frozen=True, slots=True)
class Line:
    """How the copies of one level stand; level 0 is the sum."""

    level: int
    name: str
    total: int
    sent: int
    delivered: int
    read: int
    signed: int
    returned: int
    withdrawn: int
    late: int

    @property
    def cells(self) -> list[tuple[str, int]]:
        """(state, number) in the order of the columns."""
        return [
            (name, getattr(self, name))
            for name in ("signed", "read", "delivered", "sent", "late", "returned", "withdrawn")
        ]


_COUNTS = {
    "total": Count("pk"),
    **{state.value: Count("pk", filter=Q(state=state.value)) for state in State},
    "late": Count("pk", filter=Q(state__in=[*map(str, OPEN)], chases__gt=0)),
}


def by_level(dispatch: Dispatch) -> list[Line]:
    """One query. What receivers forwarded is theirs."""
    found = Copy.objects.filter(dispatch=dispatch, parent=None).values("unit__level").annotate(**_COUNTS)
    rows = list(found.order_by("unit__level").values_list("unit__level", *_COUNTS))
    lines = [Line(level, LEVELS.get(level, "其他"), *numbers) for level, *numbers in rows]
    return [*lines, Line(0, "合计", *map(sum, list(zip(*rows, strict=True))[1:]))] if len(rows) > 1 else lines


def counts_of(dispatch_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Dispatch -> how many copies it has in each state. One query."""
    rows = Copy.objects.filter(dispatch__in=dispatch_ids, parent=None).values("dispatch").annotate(**_COUNTS)
    found = rows.order_by().values_list("dispatch", *_COUNTS)
    return {pk: dict(zip(_COUNTS, numbers, strict=True)) for pk, *numbers in found}


def forwarded_counts(copy_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Copy -> (forwarded to, signed for), also what its node tells of a copy on another. Two queries."""
    rows = Copy.objects.filter(parent__in=copy_ids).exclude(state=State.WITHDRAWN).values("parent")
    counted = rows.annotate(all=Count("pk"), signed=Count("pk", filter=Q(state=State.SIGNED.value)))
    found = counted.order_by().values_list("parent", "all", "signed")
    passed = Copy.objects.filter(pk__in=copy_ids, passed_on__gt=0).values_list("pk", "passed_on", "passed_on_signed")
    return {parent: (whole, signed) for rows in (found, passed) for parent, whole, signed in rows if parent}


def waiting(actor: Actor) -> int:
    """What waits to be signed for. One query beside who the actor serves."""
    return Copy.objects.filter(unit__in=receptions.served(actor), state__in=[*map(str, OPEN)]).count()


def groups_of(actor: Actor) -> QuerySet[RecipientGroup]:
    return RecipientGroup.objects.filter(unit__in=receptions.served(actor, CLERK.key)).annotate(size=Count("units"))


def group(actor: Actor, group_id: int) -> RecipientGroup:
    found = groups_of(actor).filter(pk=group_id).first()
    if found is None:
        raise Missing("没有找到这个收文单位组")
    return found


def units_of_level(unit: Unit, level: int, kind: str = "") -> list[int]:
    """ "All county bureaus below": the living units of a level and kind under a unit, in the order of the tree; own
    ones, then those of other nodes."""
    own = org.units_below(unit.path).filter(ended_on=None)
    both = [rows.filter(level=level).exclude(kind="section") for rows in (own, foreign.below(unit))]
    found = [rows.filter(kind=kind) if kind else rows for rows in both]
    return [pk for rows in found for pk in rows.values_list("pk", flat=True)]


def units_below(unit: Unit) -> list[Unit]:
    """To whom a unit can forward: living units and sections under it, and those of other nodes under it."""
    own = org.units_below(unit.path).filter(ended_on=None).exclude(pk=unit.pk)
    return [*own, *foreign.below(unit).exclude(kind="section")]


def last_copy_number(source: str) -> int:
    """The highest 份号 that was given when the document under ``source`` was sent; 0 before."""
    given = Copy.objects.filter(dispatch__source=source).exclude(copy_number="")
    return int(given.aggregate(last=Max("copy_number"))["last"] or 0)


def copy_holders(source: str) -> dict[int, tuple[str, datetime]]:
    """份号 -> the unit that it was given to and when, of copies that were not taken back."""
    given = Copy.objects.filter(dispatch__source=source).exclude(copy_number="").exclude(state=State.WITHDRAWN)
    rows = given.values_list("copy_number", "unit__name", "delivered_at")
    return {int(number): (name, at) for number, name, at in rows}


def dispatches_of(source: str) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(source=source).select_related("unit").order_by("pk")


def hindrance(unit_id: int) -> str:
    """Why a unit cannot be dissolved yet."""
    open_copies = Copy.objects.filter(unit=unit_id, state__in=[*map(str, OPEN)]).count()
    return f"还有 {open_copies} 件公文没有签收，请先签收或退回" if open_copies else receptions.hindrance(unit_id)
