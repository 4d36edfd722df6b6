"""Identifiers: row ids that sort by time, codes that people read out, and the checks of national codes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from threading import Lock
from uuid import UUID

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from . import clock
from .errors import Refusal

# No 0/O, 1/I/L: the code is read out on the telephone.
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class _Source:
    """Where the random bits come from, and the last id that was made of them."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self._last = 0
        self._one_at_a_time = Lock()

    def id_at(self, milliseconds: int) -> int:
        """Later ones of the same millisecond sort after earlier ones (RFC 9562, 6.2 method 2)."""
        value = milliseconds << 80 | self.draw.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        with self._one_at_a_time:
            if value <= self._last and value >> 80 == self._last >> 80:
                value = self._last + 1
            self._last = value
        return value


_truly_random = _Source(secrets.SystemRandom())
_source: ContextVar[_Source] = ContextVar("source_of_ids", default=_truly_random)


@contextmanager
def drawn_from(draw: Random) -> Iterator[None]:
    """Let ids and codes inside the block come from ``draw``: the trial is the same every time. For nothing else,
    since whoever knows the seed knows the codes."""
    token = _source.set(_Source(draw))
    try:
        yield
    finally:
        _source.reset(token)


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random bits; sorts in the order of making."""
    return UUID(int=_source.get().id_at(int(clock.now().timestamp() * 1000)))


def new_code(length: int = 10) -> str:
    """A code that cannot be guessed: 31 ** 10 is about 8e14."""
    return "".join(_source.get().draw.choice(READABLE) for _ in range(length))


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


def number_in(text: str, digits: int = 17) -> int | None:
    """What a stranger sent as a number; None for anything else, and for more ``digits`` than the database keeps."""
    return int(text) if text.isdecimal() and len(text) <= digits else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """Those that are one, in their order."""
    return [number for text in texts if (number := number_in(text)) is not None]
