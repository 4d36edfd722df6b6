"""Passwords, attempts, code generators, sessions: how a person proves who he is."""

from __future__ import annotations

import secrets
import string
from datetime import timedelta

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Case, F, Q, Value, When

from jinliang.base import cipher, clock, ids
from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..models import AdminRole, Policy, RecoveryCode, Session, User
from ..registry import SECURITY_ADMIN, SYSTEM_ADMIN
from .acts import note, require

# One text for all that can be wrong: nobody learns which names exist.
FAILED = "登录名或密码不正确，或者账号已停用、已锁定"
RECOVERY_CODES = 10


def verify_password(username: str, password: str, *, address: str = "") -> User:
    """The user who knows this password; else one refusal for every cause, after equal work.

    An attempt is counted before it is tried, so that no number of attempts at once gets more than the policy allows;
    the count starts anew when the sign-in is complete (``open_session``).
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        make_password(password)
        _trace_failure(0, username, address)
        raise Refusal(FAILED, way_out="请核对后重试；仍不成功请联系系统管理员")
    counted = _count_attempt(user)
    if not user.check_password(password) or not counted or not user.is_active:
        _trace_failure(user.pk, username, address)
        raise Refusal(FAILED, way_out="请核对后重试；仍不成功请联系系统管理员")
    return user


def verify_code(user: User, code: str, *, address: str = "") -> None:
    """The second factor: the present code of the generator, each but once, or a recovery code."""
    if not _count_attempt(user) or not (_take_totp(user, code) or _take_recovery_code(user, code)):
        _trace_failure(user.pk, user.username, address)
        raise Refusal(
            "动态口令不正确，或者账号已锁定", way_out="请输入最新的六位口令，或一个未用过的恢复码", field="totp_code"
        )


def _count_attempt(user: User) -> bool:
    """Take one of the attempts that are left; False when the account is locked. Safe against any number at once."""
    policy, now = queries.policy(), clock.now()
    # A lock that has run out: counting starts anew.
    number = Case(When(locked_until__isnull=False, then=Value(1)), default=F("failed_sign_ins") + 1)
    lock = Case(
        When(
            Q(locked_until=None, failed_sign_ins__gte=policy.max_failures - 1),
            then=Value(now + timedelta(minutes=policy.lock_minutes)),
        ),
        default=Value(None),
    )
    free = User.objects.filter(Q(locked_until=None) | Q(locked_until__lte=now), pk=user.pk)
    return bool(free.update(failed_sign_ins=number, locked_until=lock))


def _trace_failure(user_id: int, username: str, address: str) -> None:
    # What was typed as a name may be a password: only its keyed digest is kept.
    digest = cipher.equality(username, settings.JINLIANG_SITE).hex()[:16]
    by = Actor(ActorKind.SYSTEM, SYSTEM.name, address=address)
    trace.append(f"sign_in/{user_id}", "org.sign_in.fail", by=by, facts={"name_digest": digest})


@transaction.atomic
def open_session(session: SessionBase, user: User, *, address: str, agent: str) -> None:
    """Sign in: a new session of this user, with a new identifier, that ends by idleness."""
    policy, now = queries.policy(), clock.now()
    session.flush()
    session.update(
        {
            "user": user.pk,
            "stamp": user.get_session_auth_hash(),
            "address": address[:45],
            "agent": agent[:200],
            "started_at": now.isoformat(),
            "awake": now.timestamp(),
            "must": what_is_due(user, policy),
        }
    )
    session.set_expiry(policy.idle_minutes * 60)
    User.objects.filter(pk=user.pk).update(signed_in_at=now, failed_sign_ins=0, locked_until=None)
    by = Actor(ActorKind.OFFICIAL, user.name, user.pk, address=address)
    trace.append(f"sign_in/{user.pk}", "org.sign_in.succeed", by=by, facts={"agent": agent[:200]})


def what_is_due(user: User, policy: Policy) -> str:
    """The page that a person must do before all else (its URL name), or an empty text."""
    if user.must_change_password or rules.is_expired(user.password_changed_at, policy, clock.now()):
        return "password"
    is_admin = AdminRole.objects.filter(user=user).exists()
    wants_totp = policy.totp == Policy.Totp.ALL or (policy.totp == Policy.Totp.ADMINS and is_admin)
    return "totp" if wants_totp and not user.totp_sealed else ""


@transaction.atomic
def close_session(session: SessionBase, *, by: Actor) -> None:
    if by.user_id is not None:
        trace.append(f"sign_in/{by.user_id}", "org.sign_in.sign_out", by=by, facts={})
    session.flush()


@transaction.atomic
def end_sessions(user_id: int, *, keep: str = "", by: Actor) -> int:
    """Sign a person out everywhere but in the session ``keep``; answers in how many browsers."""
    if by.user_id != user_id:
        require(by, SYSTEM_ADMIN)
    gone, _ = Session.objects.filter(user=user_id).exclude(session_key=keep).delete()
    trace.append(f"sign_in/{user_id}", "org.sign_in.end_all", by=by, facts={"sessions": gone})
    return gone


@transaction.atomic
def end_session(started_at: str, *, by: Actor) -> None:
    """Sign out one other browser of one's own, named by when it signed in."""
    gone, _ = Session.objects.filter(user=by.user_id, started_at=started_at).delete()
    if gone:
        trace.append(f"sign_in/{by.user_id}", "org.sign_in.end_one", by=by, facts={"started_at": started_at})


# Passwords


def change_password(user: User, old: str, new: str, *, by: Actor) -> None:
    """One's own password, with the old one; all sessions end. A wrong old one counts as an attempt."""
    if not _count_attempt(user) or not user.check_password(old):
        raise Refusal("原密码不正确", way_out="请重新输入", field="old_password")
    if old == new:
        raise Refusal("新密码不能与原密码相同", rules.BASIS, "请换一个密码", field="new_password")
    rules.check_password(new, queries.policy(), user.username, user.pinyin)
    with transaction.atomic():
        _set_password(user, new, must_change=False)
        note("user", user.pk, "change_password", by)


def _set_password(user: User, text: str, *, must_change: bool) -> None:
    user.set_password(text)
    User.objects.filter(pk=user.pk).update(
        password=user.password,
        password_changed_at=clock.now(),
        must_change_password=must_change,
        failed_sign_ins=0,
        locked_until=None,
    )
    Session.objects.filter(user=user).delete()


@transaction.atomic
def reset_password(user_id: int, *, by: Actor) -> str:
    """A new password that is good for one sign-in; told once, stored nowhere. All sessions end."""
    user = queries.user(user_id)
    _require_over(user, by)
    policy = queries.policy()
    password = new_password(max(policy.min_length, 12))
    _set_password(user, password, must_change=True)
    note("user", user_id, "reset_password", by)
    return password


def new_password(length: int) -> str:
    """At random, of all four classes, without letters that look alike."""
    sets = (ids.READABLE, "abcdefghjkmnpqrstuvwxyz", "23456789", "-+=@#")
    chars = [secrets.choice(letters) for letters in sets]
    chars += [secrets.choice(ids.READABLE + string.digits[2:]) for _ in range(length - len(sets))]
    secrets.SystemRandom().shuffle(chars)
    return "".join(chars)


def _require_over(user: User, by: Actor) -> None:
    """Accounts are looked after by the system administrator, those of administrators by another security one."""
    is_admin = AdminRole.objects.filter(user=user).exists()
    require(by, SECURITY_ADMIN if is_admin else SYSTEM_ADMIN)
    if by.user_id == user.pk:
        raise NotAllowed("不能对自己的账号这样做", rules.THREE_APART, "请由另一名管理员办理")


@transaction.atomic
def unlock(user_id: int, *, by: Actor) -> None:
    user = queries.user(user_id)
    _require_over(user, by)
    User.objects.filter(pk=user_id).update(failed_sign_ins=0, locked_until=None)
    note("user", user_id, "unlock", by)


@transaction.atomic
def set_active(user_id: int, is_active: bool, *, by: Actor) -> None:
    """Disable an account (its sessions end at once) or enable it again; an administrator is dismissed first."""
    user = queries.user(user_id)
    _require_over(user, by)
    if not is_active and AdminRole.objects.filter(user=user).exists():
        raise Refusal(f"{user.name}是在任的管理员", rules.THREE_APART, "请先免去其管理员角色，再停用账号")
    User.objects.filter(pk=user_id).update(is_active=is_active)
    Session.objects.filter(user=user).delete()
    note("user", user_id, "enable" if is_active else "disable", by)


# The code generator


@transaction.atomic
def enable_totp(user: User, secret: str, code: str, *, by: Actor) -> list[str]:
    """Bind a code generator by its first code; answers the recovery codes, which are told this once."""
    step = _matching_step(secret, code)
    if step is None:
        raise Refusal("动态口令不正确", way_out="请检查手机时间，输入最新的六位口令", field="totp_code")
    site = settings.JINLIANG_SITE
    User.objects.filter(pk=user.pk).update(totp_sealed=cipher.seal(secret, site), totp_step=step)
    codes = [ids.new_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=cipher.equality(one, site)) for one in codes])
    note("user", user.pk, "enable_totp", by)
    return codes


@transaction.atomic
def reset_totp(user_id: int, *, by: Actor) -> None:
    """For a lost generator: by the security administrator; an administrator's own by the installer on the server."""
    user = queries.user(user_id)
    require(by, SECURITY_ADMIN)
    if by.user_id is not None and AdminRole.objects.filter(user=user).exists():
        raise NotAllowed("管理员的动态口令不能在网页上解除", rules.THREE_APART, "请安装人员在服务器上办理")
    User.objects.filter(pk=user_id).update(totp_sealed=b"", totp_step=0)
    RecoveryCode.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    note("user", user_id, "reset_totp", by)


def _matching_step(secret: str, code: str) -> int | None:
    """The 30-second step whose code this is: the present one, the last or the next."""
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // 30
    return next(
        (step for step in (now, now - 1, now + 1) if secrets.compare_digest(totp.generate_otp(step), code)), None
    )


def _take_totp(user: User, code: str) -> bool:
    if not user.totp_sealed or not (code.isascii() and code.isdigit()):
        return False
    step = _matching_step(cipher.unseal(bytes(user.totp_sealed), settings.JINLIANG_SITE), code)
    if step is None:
        return False
    return bool(User.objects.filter(pk=user.pk, totp_step__lt=step).update(totp_step=step))


def _take_recovery_code(user: User, code: str) -> bool:
    digest = cipher.equality(code.strip().upper(), settings.JINLIANG_SITE)
    gone, _ = RecoveryCode.objects.filter(user=user, digest=digest).delete()
    return bool(gone)


# The policy


@transaction.atomic
def change_policy(*, by: Actor, **changes: int | str | bool) -> Policy:
    """The numbers that sign-in goes by; floors are those of graded protection level 3."""
    require(by, SECURITY_ADMIN)
    policy = queries.policy()
    before = {name: getattr(policy, name) for name in changes}
    for name, value in changes.items():
        setattr(policy, name, value)
    policy.save()
    trace.append("org.policy", "org.policy.change", by=by, facts={"before": before, "after": changes})
    return policy
