"""自动用印授权: what its keeper lets the system seal in his name, once others have approved it.

Where many papers of one kind go out every day, pressing each by hand adds nothing: the approval is each one's own, the
grant is the keeper's, and every use is in the ledger.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace.services import append

from . import keeping, registry
from .models import Seal, Standing


@transaction.atomic
def authorise(seal_id: int, prefix: str, *, by: Actor) -> Standing:
    """By who keeps the seal on a post of his own; it lapses with his keeping."""
    seal = keeping.locked(seal_id)
    seat = next((one for one in by.seats if one.post_id == seal.keeper_id and one.for_user_id is None), None)
    if seat is None or by.user_id is None:
        raise NotAllowed("自动用印由保管人本人授权", way_out="请由保管岗位的任职人员办理")
    kind = registry.AUTOMATIC.get(prefix)
    if kind is None or kind.kind != seal.kind:
        raise Refusal("这枚印章不能对这类文件自动用印", field="prefix")
    if seal.state != Seal.State.ISSUED:
        raise Refusal(f"印章“{seal.name}”{seal.get_state_display()}，不能授权")
    if of(seal, prefix):
        raise Conflict("已经授权", way_out="请刷新页面")
    _end(seal, prefix, by=by)  # one that has lapsed
    made = Standing.objects.create(
        seal=seal, prefix=prefix, post_id=seat.post_id, given_by_id=by.user_id, given_at=clock.now()
    )
    append(f"seals.seal/{seal.pk}", "seals.standing.give", by=by, facts={"name": seal.name, "prefix": prefix})
    return made


@transaction.atomic
def withdraw(seal_id: int, prefix: str, *, by: Actor) -> None:
    """By who keeps the seal, or oversees it."""
    seal = keeping.locked(seal_id)
    if not (any(seat.post_id == seal.keeper_id for seat in by.seats) or keeping.oversees(seal, by)):
        raise NotAllowed("终止自动用印由保管人或印章审批人办理")
    if not _end(seal, prefix, by=by):
        raise Conflict("没有这项授权", way_out="请刷新页面")


def _end(seal: Seal, prefix: str, *, by: Actor) -> bool:
    ended = seal.standings.filter(prefix=prefix, ended_at=None).update(ended_at=clock.now())
    if ended:
        append(f"seals.seal/{seal.pk}", "seals.standing.end", by=by, facts={"name": seal.name, "prefix": prefix})
    return bool(ended)


def of(seal: Seal, prefix: str) -> Standing | None:
    """The grant in force: its giver keeps the seal still."""
    found = seal.standings.filter(prefix=prefix, ended_at=None, post=seal.keeper_id).first()
    if found is None:
        return None
    keepers = {one.user_id for one in org.holders_of_posts([seal.keeper_id]).get(seal.keeper_id, [])}
    return found if found.given_by_id in keepers else None


def offers(seal: Seal) -> list[tuple[registry.Automatic, Standing | None]]:
    """The kinds of papers that this seal may be pressed on by the system, and the grant where one is in force."""
    return [(one, of(seal, one.prefix)) for one in registry.AUTOMATIC.values() if one.kind == seal.kind]


def words(standing: Standing) -> str:
    return f"按{localtime(standing.given_at):%Y-%m-%d}的授权自动用印"


def automatic(unit_id: int, prefix: str, *, approved_by: int | None = None) -> Seal | None:
    """The seal that the system may press for this unit on papers of ``prefix`` that ``approved_by`` approved."""
    kind = registry.AUTOMATIC[prefix].kind
    for seal in Seal.objects.filter(unit=unit_id, kind=kind, state=Seal.State.ISSUED).order_by("pk"):
        given = of(seal, prefix)
        if given and given.given_by_id != approved_by:
            return seal
    return None
