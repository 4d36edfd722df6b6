"""Who may do what: duties on posts, delegations, groups, and the three administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal

from .. import queries, registry, rules
from ..absence_models import Absence
from ..identity import appointed_on
from ..models import AdminRole, Appointment, Delegation, Grant, Group, User
from ..registry import SECURITY_ADMIN, SYSTEM_ADMIN
from .acts import note, require, touch, touch_posts


@transaction.atomic
def grant(post_id: int, duty: str, *, by: Actor) -> None:
    """Give the post a duty; giving it twice changes nothing."""
    require(by, SECURITY_ADMIN)
    known = registry.DUTIES.get(duty)
    if known is None:
        raise Refusal(f"没有“{duty}”这项职责", way_out="请从列表中选择", field="duty")
    if known.is_admin:
        raise Refusal(f"“{known.name}”不能授予岗位", rules.THREE_APART, "请在“三员”页面任命", field="duty")
    post = queries.post(post_id)
    _, is_new = Grant.objects.get_or_create(post=post, duty=duty)
    if is_new:
        touch_posts(Q(pk=post_id))
        note("post", post_id, "grant", by, duty=duty, label=str(post))


@transaction.atomic
def revoke(post_id: int, duty: str, *, by: Actor) -> None:
    require(by, SECURITY_ADMIN)
    gone, _ = Grant.objects.filter(post=post_id, duty=duty).delete()
    if not gone:
        raise Missing("该岗位没有这项授权")
    touch_posts(Q(pk=post_id))
    note("post", post_id, "revoke", by, duty=duty)


@transaction.atomic
def set_duties(post_id: int, duties: Iterable[str], *, by: Actor) -> None:
    """Let the post carry exactly these duties."""
    wanted, present = set(duties), set(Grant.objects.filter(post=post_id).values_list("duty", flat=True))
    for duty in sorted(wanted - present):
        grant(post_id, duty, by=by)
    for duty in sorted(present - wanted):
        revoke(post_id, duty, by=by)


# Appointments to posts that carry duties


@transaction.atomic
def confirm_appointment(appointment_id: int, *, by: Actor) -> Appointment:
    """The security administrator lets the rights of the post go over to the person."""
    waiting = _waiting(appointment_id, by)
    waiting.is_confirmed = True
    waiting.save(update_fields=["is_confirmed"])
    touch(Q(pk=waiting.user_id))
    note("user", waiting.user_id, "confirm_appointment", by, post=waiting.post_id, label=str(waiting.post))
    return waiting


@transaction.atomic
def decline_appointment(appointment_id: int, reason: str, *, by: Actor) -> None:
    """It never came into force, so nothing of it stays but the trace."""
    if not reason.strip():
        raise Refusal("请填写不同意的理由", field="reason")
    waiting = _waiting(appointment_id, by)
    note("user", waiting.user_id, "decline_appointment", by, post=waiting.post_id, reason=reason.strip())
    waiting.delete()


def _waiting(appointment_id: int, by: Actor) -> Appointment:
    require(by, SECURITY_ADMIN)
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "post__unit")
    waiting = rows.filter(pk=appointment_id, is_confirmed=False).first()
    if waiting is None:
        raise Conflict("这项任职已经处理", "已由另一名安全管理员办理，或已被撤回", "请刷新列表")
    return waiting


# Delegations


@transaction.atomic
def delegate(post_id: int, deputy_id: int, *, from_on: date, to_on: date, reason: str, by: Actor) -> Delegation:
    """Let ``deputy`` act from a post of one's own on these days; what was lent cannot be lent on."""
    held = Appointment.objects.filter(appointed_on(clock.today()), post=post_id, user=by.user_id)
    if by.user_id is None or not held.exists():
        raise NotAllowed("只能把本人的岗位交他人代办", "受托代办的岗位不得转委托", "请选择本人任职的岗位")
    _check_dates(from_on, to_on)
    if not reason.strip():
        raise Refusal("请填写代办事由", "代办授权须说明原因，办件中会注明“代某某”", field="reason")
    able_deputy(deputy_id, by.user_id)
    return let_act(post_id, by.user_id, deputy_id, from_on=from_on, to_on=to_on, reason=reason.strip(), by=by)


def let_act(
    post_id: int, principal_id: int, deputy_id: int, *, from_on: date, to_on: date, reason: str,
    absence: Absence | None = None, by: Actor,
) -> Delegation:  # fmt: skip
    """The row itself, of a deputy who has been found able."""
    made = Delegation.objects.create(
        post_id=post_id, principal_id=principal_id, deputy_id=deputy_id, from_on=from_on, to_on=to_on, reason=reason,
        absence=absence,
    )  # fmt: skip
    touch(Q(pk=deputy_id))
    note("delegation", made.pk, "make", by, post=post_id, deputy=deputy_id, from_on=from_on, to_on=to_on, reason=reason)
    return made


def _check_dates(from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise Refusal("结束日期早于开始日期", way_out="请改正日期", field="to_on")
    if to_on < clock.today():
        raise Refusal("代办期间已经过去", "代办授权只能对今后生效", "请改正日期", field="to_on")
    if to_on - from_on > rules.MAX_DELEGATION:
        raise Refusal(
            f"一次代办授权最长 {rules.MAX_DELEGATION.days} 天", "长期不在岗应调整任职", "请缩短期间", field="to_on"
        )


def able_deputy(deputy_id: int, principal_id: int) -> None:
    """Refuses who cannot stand in for the principal."""
    if not User.objects.filter(pk=deputy_id, is_active=True).exists():
        raise Refusal("没有这个人，或账号已停用", way_out="请重新选择受托人", field="deputy")
    if deputy_id == principal_id:
        raise Refusal("不能委托给自己", way_out="请选择其他人", field="deputy")
    if AdminRole.objects.filter(user__in=[deputy_id, principal_id]).exists():
        raise Refusal("管理员不能委托或受托代办", rules.NO_BUSINESS, "请选择其他人", field="deputy")


@transaction.atomic
def end_delegation(delegation_id: int, *, by: Actor) -> None:
    """By the one who gave it, the one who has it, or the security administrator."""
    given = Delegation.objects.select_for_update().filter(pk=delegation_id).first()
    is_party = given is not None and by.user_id in (given.principal_id, given.deputy_id)
    if given is None or not (is_party or by.has(SECURITY_ADMIN.key)):
        raise Missing("没有这项代办授权")
    if given.ended_at is None:
        Delegation.objects.filter(pk=delegation_id).update(ended_at=clock.now())
        lent = Delegation.objects.filter(absence=given.absence_id, ended_at=None)
        if given.absence_id and not lent.exists():
            # Who acts for nobody any more is not named beside the one who is away.
            Absence.objects.filter(pk=given.absence_id).update(deputy=None)
        touch(Q(pk=given.deputy_id))
        note("delegation", delegation_id, "end", by)


# Groups


@transaction.atomic
def save_group(name: str, member_ids: Iterable[int], *, group_id: int | None = None, by: Actor) -> Group:
    require(by, SYSTEM_ADMIN)
    if Group.objects.filter(name=name).exclude(pk=group_id or 0).exists():
        raise Refusal(f"已有名为“{name}”的群组", way_out="请换一个名称", field="name")
    group = Group.objects.filter(pk=group_id).first() if group_id else Group()
    if group is None:
        raise Missing("没有这个群组")
    group.name = name
    group.save()
    members = sorted(set(member_ids))
    group.members.set(members)
    note("group", group.pk, "save", by, name=name, members=members)
    return group


@transaction.atomic
def delete_group(group_id: int, *, by: Actor) -> None:
    require(by, SYSTEM_ADMIN)
    gone, _ = Group.objects.filter(pk=group_id).delete()
    if not gone:
        raise Missing("没有这个群组")
    note("group", group_id, "delete", by)


# The three administrators


@transaction.atomic
def name_admin(user_id: int, role: str, *, by: Actor) -> AdminRole:
    """Make a user one of the three; the first ones are named by the installer (SYSTEM), later ones by security."""
    require(by, SECURITY_ADMIN)
    user = queries.user(user_id)
    if role not in AdminRole.Role.values:
        raise Refusal("没有这个管理员角色", way_out="请从列表中选择", field="role")
    present = AdminRole.objects.filter(user=user).first()
    if present is not None:
        raise Refusal(
            f"{user.name}已是{present.get_role_display()}，不能再任{AdminRole.Role(role).label}",
            rules.THREE_APART,
            "请另选一人",
            field="user",
        )
    if Delegation.objects.filter(Q(principal=user) | Q(deputy=user), ended_at=None, to_on__gte=clock.today()).exists():
        raise Refusal(f"{user.name}还有未结束的代办授权", rules.NO_BUSINESS, "请先终止代办授权", field="user")
    named = AdminRole.objects.create(user=user, role=role, since_on=clock.today())
    touch(Q(pk=user_id))
    note("user", user_id, "name_admin", by, role=role)
    return named


@transaction.atomic
def dismiss_admin(user_id: int, *, by: Actor) -> None:
    require(by, SECURITY_ADMIN)
    if by.user_id == user_id:
        raise NotAllowed("不能免去自己的管理员角色", rules.THREE_APART, "请由另一名安全管理员办理")
    named = AdminRole.objects.select_for_update().filter(user=user_id).first()
    if named is None:
        raise Missing("此人不是管理员")
    if AdminRole.objects.select_for_update().filter(role=named.role).count() == 1:
        raise Refusal(f"这是最后一名{named.get_role_display()}", rules.THREE_APART, "请先任命接任者")
    named.delete()
    touch(Q(pk=user_id))
    note("user", user_id, "dismiss_admin", by, role=named.role)
