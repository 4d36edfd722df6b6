"""What is fixed about copies on their way. The regulation: 《党政机关公文处理工作条例》 (2012)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from jinliang.base.days import WorkingDays

REGULATION = "《党政机关公文处理工作条例》"
# Article 9 (3): 紧急程度 on paper are 特急 and 加急.
ORDINARY, PRESSING, URGENT = 0, 1, 2
URGENCY = {ORDINARY: "平件", PRESSING: "加急", URGENT: "特急"}
# Ours, not the law's: an urgent copy is chased after an hour by the clock, another after a working day.
URGENT_CHASE = timedelta(hours=1)
ORDINARY_CHASE = 1
# So often by itself; after that its sender telephones.
CHASES = 5
# One act; a province has a few thousand units down to the township.
MOST_RECIPIENTS = 3000


class State(StrEnum):
    # On its way to another node, which has not yet said that it is there.
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    SIGNED = "signed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


OPEN = (State.SENT, State.DELIVERED, State.READ)
"""Waiting to be signed for."""
LIVE = (*OPEN, State.SIGNED)
"""With its receiver."""
ALLOWED = {
    "read": (State.DELIVERED,),
    "sign": (State.DELIVERED, State.READ),
    "return": (State.DELIVERED, State.READ),
    # What the receiver has seen is his: a document that is being read cannot be taken back.
    "withdraw": (State.DELIVERED,),
    # Across a gap the sender can only ask; the receiving node answers by the same rule.
    "recall": (State.SENT, State.DELIVERED),
    "chase": (State.DELIVERED, State.READ),
    "forward": (State.SIGNED,),
    "reply": (State.SIGNED,),
}


def may(act: str, state: str) -> bool:
    return state in ALLOWED[act]


def chase_at(moment: datetime, urgency: int, days: WorkingDays) -> datetime:
    """When a copy that has not been signed for until then is chased."""
    if urgency == URGENT:
        return moment + URGENT_CHASE
    return datetime.combine(days.add(moment.date(), ORDINARY_CHASE), moment.timetz())


def is_late(chases: int, state: str) -> bool:
    return chases > 0 and state in OPEN


def reply_is_late(reply_by: date | None, today: date) -> bool:
    return reply_by is not None and today > reply_by


def copy_number(number: int) -> str:
    """份号: six digits (GB/T 9704 7.2.1)."""
    return f"{number:06}"
