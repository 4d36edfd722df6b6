"""The kinds of notices there are. An app writes its own down where it sends them."""

from __future__ import annotations

from dataclasses import dataclass

KINDS: dict[str, NoticeKind] = {}


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """消息种类: ``channels`` are those it goes out by unless its reader says otherwise: page, mail, sms."""

    key: str
    name: str
    channels: tuple[str, ...] = ("page",)

    def __post_init__(self) -> None:
        if KINDS.get(self.key, self) != self:
            raise ValueError(f"notice {self.key} is written down twice")
        KINDS[self.key] = self


ALARM = NoticeKind("notices.alarm", "安全告警", channels=("page", "sms"))


def kind_of(key: str) -> NoticeKind:
    """Raises LookupError for a kind that nobody wrote down."""
    if key not in KINDS:
        raise LookupError(f"没有消息种类 {key}")
    return KINDS[key]
