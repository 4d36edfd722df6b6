"""Identifiers: row ids that sort by time, codes that people read out, and the checks of national codes."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from .errors import Refusal

# No 0/O, 1/I/L: the code is read out on the telephone.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def new_code(length: int = 10) -> str:
    """A code that cannot be guessed: 31 ** 10 is about 8e14."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


def check_identity_number(text: str) -> str:
    """The citizen identity number (GB 11643-1999), normalised; refuses a wrong check digit or date."""
    value = text.strip().upper()
    try:
        # Not ric.validate: its table of birth places lags behind the real divisions.
        if len(value) != 18 or value[-1] != ric.calc_check_digit(value):
            raise ValidationError
        ric.get_birth_date(value)
    except (ValidationError, ValueError) as fault:
        raise Refusal(
            "公民身份号码不正确", "校验码或出生日期不符合 GB 11643", "请对照证件逐位核对", field="identity_number"
        ) from fault
    return value


def check_credit_code(text: str) -> str:
    """The unified social credit code (GB 32100-2015), normalised."""
    value = text.strip().upper()
    try:
        uscc.validate(value)
    except ValidationError as fault:
        raise Refusal(
            "统一社会信用代码不正确", "校验码不符合 GB 32100", "请对照营业执照逐位核对", field="credit_code"
        ) from fault
    return value


def mask(text: str, keep: int = 4) -> str:
    """Only the last ``keep`` characters are shown."""
    return "*" * max(len(text) - keep, 0) + text[-keep:]
