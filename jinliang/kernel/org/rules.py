"""What the rules fix for accounts and posts: graded protection level 3 (GB/T 22239-2019), 三员 apart."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from django.contrib.auth.password_validation import CommonPasswordValidator

from jinliang.base.errors import Refusal

BASIS = "《信息安全技术 网络安全等级保护基本要求》（GB/T 22239-2019）8.1.4.1"
THREE_APART = "系统管理员、安全管理员、审计管理员须由不同的人担任（GB/T 22239-2019 8.1.5）"
NO_BUSINESS = "管理员不得办理或查看业务内容（GB/T 22239-2019 8.1.4.2 最小权限）"
MAX_DELEGATION = timedelta(days=180)
MAX_ABSENCE = timedelta(days=365)
# How far ahead an absence stands beside a name.
AHEAD = timedelta(days=14)

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


class PasswordPolicy(Protocol):
    min_length: int
    min_classes: int
    password_days: int


def check_password(text: str, policy: PasswordPolicy, *names: str) -> None:
    """Refuse a password that is short, plain, one of the commonest, or contains one of ``names``."""
    if fault := _fault_of(text, policy, names):
        raise Refusal(
            f"密码{fault}",
            BASIS,
            f"请用至少 {policy.min_length} 位、含 {policy.min_classes} 类字符的密码",
            field="new_password",
        )


def _fault_of(text: str, policy: PasswordPolicy, names: tuple[str, ...]) -> str:
    if len(text) < policy.min_length:
        return f"少于 {policy.min_length} 位"
    if sum(bool(re.search(pattern, text)) for pattern in CLASSES) < policy.min_classes:
        return f"须含大写字母、小写字母、数字、符号中的至少 {policy.min_classes} 类"
    lower = text.lower()
    if any(name and name.lower() in lower for name in names):
        return "不能包含登录名或姓名"
    # "Password123!" is "password" with ornaments.
    if not {lower, re.sub(r"[^a-z]+$", "", lower)}.isdisjoint(_common()):
        return "过于常见"
    return ""


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def is_expired(changed_at: datetime | None, policy: PasswordPolicy, now: datetime) -> bool:
    return changed_at is not None and now - changed_at > timedelta(days=policy.password_days)
