"""Going away: noted when it has been allowed, with the delegations of its days; ended when the person is back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal

from .. import absences, rules
from ..absence_models import Absence
from ..identity import appointed_on
from ..models import Appointment, Delegation, User
from .acts import note, touch
from .rights import able_deputy, let_act


@transaction.atomic
def hold_person(user_id: int, *, by: Actor) -> None:  # noqa: ARG001
    """Until the transaction ends nobody else can send the same person away."""
    if User.objects.select_for_update().filter(pk=user_id).first() is None:
        raise Missing("没有这个人")


@transaction.atomic
def check_absence(user_id: int, from_on: date, to_on: date, deputy_id: int | None, *, by: Actor) -> None:
    """Whether the person can be away on these days and be stood in for; he is held."""
    hold_person(user_id, by=by)
    _check_days(from_on, to_on, has_deputy=deputy_id is not None)
    if known := absences.between(from_on, to_on).filter(user=user_id).first():
        way_out = "请改日期，或先撤销那一次"
        raise Refusal(f"这几天已经离岗：{absences.words(known)}", way_out=way_out, field="from_on")
    if deputy_id is None:
        return
    able_deputy(deputy_id, user_id)
    if away := absences.between(from_on, to_on).filter(user=deputy_id).first():
        what = f"{away.user.name}自己这几天也不在岗：{absences.words(away)}"
        raise Refusal(what, way_out="请另选代办人", field="deputy")


def _check_days(from_on: date, to_on: date, *, has_deputy: bool) -> None:
    if to_on < from_on:
        raise Refusal("结束日期早于开始日期", way_out="请改正日期", field="to_on")
    longest = rules.MAX_DELEGATION if has_deputy else rules.MAX_ABSENCE
    if to_on - from_on > longest:
        why = "长期不在岗应调整任职"
        raise Refusal(f"一次最长 {longest.days} 天", why, "请缩短期间，或请组织调整任职", field="to_on")


@transaction.atomic
def note_absence(
    user_id: int, from_on: date, to_on: date, kind: str, *, deputy_id: int | None = None,
    posts: Collection[int] = (), by: Actor,
) -> Absence:  # fmt: skip
    """It has been allowed: everybody sees it, and on these days the deputy acts from those of ``posts`` that the person
    still holds. Who may allow it is for the app to say that calls."""
    check_absence(user_id, from_on, to_on, deputy_id, by=by)
    made = Absence.objects.create(user_id=user_id, from_on=from_on, to_on=to_on, kind=kind, deputy_id=deputy_id)
    if deputy_id is not None and to_on >= clock.today():
        held = Appointment.objects.filter(appointed_on(clock.today()), user=user_id, post__in=posts)
        for post_id in held.order_by("pk").values_list("post", flat=True):
            let_act(
                post_id, user_id, deputy_id, from_on=from_on, to_on=to_on, reason=absences.SAID[kind], absence=made,
                by=by,
            )  # fmt: skip
    note("absence", made.pk, "make", by, user=user_id, from_on=from_on, to_on=to_on, kind=kind, deputy=deputy_id)
    return made


@transaction.atomic
def end_absence(absence_id: int, *, by: Actor) -> None:
    """The person is at his post from today on, and stood in for no longer. What had not begun was never there."""
    found = Absence.objects.select_for_update().filter(pk=absence_id, to_on__gte=clock.today()).first()
    if found is None:
        raise Missing("没有这次离岗，或已经期满")
    lent = Delegation.objects.filter(absence=found, ended_at=None)
    deputies = list(lent.values_list("deputy", flat=True))
    lent.update(ended_at=clock.now())
    touch(Q(pk__in=deputies))
    last = clock.today() - timedelta(days=1)
    if found.from_on > last:
        found.delete()
    else:
        Absence.objects.filter(pk=absence_id).update(to_on=last)
    note("absence", absence_id, "end", by, user=found.user_id, planned_to=found.to_on)
