"""People and the posts they sit on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from jinliang.base import cipher, clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.trace import services as trace

from .. import queries, rules, spelling
from ..models import Appointment, Delegation, User
from ..registry import SYSTEM_ADMIN
from .acts import carrying_duties, note, require, touch, touch_posts


@transaction.atomic
def create_user(
    username: str,
    name: str,
    *,
    password: str | None = None,
    telephone: str = "",
    mobile: str = "",
    email: str = "",
    by: Actor,
) -> User:
    """An account under a real name; without ``password`` nobody can sign in with it until one is set."""
    require(by, SYSTEM_ADMIN)
    if User.objects.filter(username=username).exists():
        raise Refusal(f"登录名 {username} 已被使用", "一人一号，不共用账号", "请换一个登录名", field="username")
    user = new_user(username, name, telephone=telephone, mobile=mobile, email=email)
    if password is not None:
        rules.check_password(password, queries.policy(), username, user.pinyin)
        user.set_password(password)
        user.password_changed_at = clock.now()
        user.must_change_password = queries.policy().first_change
    user.save(force_insert=True)
    note("user", user.pk, "create", by, username=username, name=name)
    return user


def new_user(username: str, name: str, *, telephone: str = "", mobile: str = "", email: str = "") -> User:
    """The row of a user before it is stored: spelled, sealed, without a usable password."""
    site = settings.JINLIANG_SITE
    pinyin, initials = spelling.person(name)
    user = User(
        username=username,
        name=name,
        pinyin=pinyin[:120],
        initials=initials[:50],
        telephone=telephone,
        mobile_sealed=cipher.seal(mobile, site),
        mobile_digest=cipher.equality(mobile, site) if mobile else b"",
        email=email,
        created_at=clock.now(),
    )
    user.set_unusable_password()
    return user


@transaction.atomic
def edit_user(user_id: int, *, by: Actor, telephone: str, email: str, mobile: str | None = None) -> None:
    """Change how a person is reached; ``mobile`` None leaves the number as it is."""
    if by.user_id != user_id:
        require(by, SYSTEM_ADMIN)
    changes: dict[str, Any] = {"telephone": telephone, "email": email}
    if mobile is not None:
        site = settings.JINLIANG_SITE
        changes |= {
            "mobile_sealed": cipher.seal(mobile, site),
            "mobile_digest": cipher.equality(mobile, site) if mobile else b"",
        }
    User.objects.filter(pk=queries.user(user_id).pk).update(**changes)
    note("user", user_id, "edit", by, fields=sorted(changes))


@transaction.atomic
def reveal_mobile(user_id: int, *, by: Actor) -> str:
    """The whole number, and a trace of who saw it."""
    if by.kind is not ActorKind.OFFICIAL:
        raise Missing
    user = queries.user(user_id)
    note("user", user_id, "see_mobile", by)
    return cipher.unseal(bytes(user.mobile_sealed), settings.JINLIANG_SITE)


@transaction.atomic
def note_export(number: int, *, by: Actor) -> None:
    """A table of people leaves the house: who took how many."""
    require(by, SYSTEM_ADMIN)
    trace.append("org.export", "org.people.export", by=by, facts={"people": number})


@transaction.atomic
def appoint(
    user_id: int, post_id: int, *, from_on: date | None = None, is_primary: bool | None = None, by: Actor
) -> Appointment:
    """Put a person on a post from a day on; the first post is the primary one unless said otherwise.

    On a post that carries duties it waits for the security administrator (``rights.confirm_appointment``)."""
    require(by, SYSTEM_ADMIN)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    post = queries.post(post_id)
    if user is None or post.ended_on:
        raise Missing("没有这个人或岗位")
    running = Appointment.objects.filter(user=user, to_on=None)
    if running.filter(post=post).exists():
        raise Conflict(f"{user.name}已经在“{post}”任职")
    primary = not running.exists() if is_primary is None else is_primary
    if primary:
        running.update(is_primary=False)
    made = Appointment.objects.create(
        user=user, post=post, is_primary=primary, from_on=from_on or clock.today(),
        is_confirmed=not carrying_duties([post_id], by),
    )  # fmt: skip
    touch(Q(pk=user_id))
    confirmed = {"is_confirmed": made.is_confirmed}
    note("user", user_id, "appoint", by, post=post_id, label=str(post), from_on=made.from_on, **confirmed)
    return made


@transaction.atomic
def end_appointment(appointment_id: int, *, on: date | None = None, by: Actor) -> int:
    """``on`` is the last day of the term (yesterday unless said: the seat is lost at once). Answers whose it was."""
    require(by, SYSTEM_ADMIN)
    held = Appointment.objects.select_for_update().filter(pk=appointment_id).first()
    if held is None:
        raise Missing("没有这项任职")
    if not held.is_confirmed:
        held.delete()
        note("user", held.user_id, "withdraw_appointment", by, post=held.post_id)
        return held.user_id
    last = on or clock.today() - timedelta(days=1)
    if held.to_on is not None:
        raise Conflict("这项任职已经结束")
    if last < held.from_on:
        held.delete()
    else:
        Appointment.objects.filter(pk=appointment_id).update(to_on=last)
    Delegation.objects.filter(post=held.post_id, principal=held.user_id, ended_at=None, to_on__gt=last).update(
        ended_at=clock.now()
    )
    touch_posts(Q(pk=held.post_id))
    touch(Q(pk=held.user_id))
    note("user", held.user_id, "end_appointment", by, post=held.post_id, on=last)
    return held.user_id
