"""Bounds of the exchange: sizes, times and names."""

from __future__ import annotations

import re
from datetime import timedelta

from jinliang.kernel.org.registry import Duty

CLERK = Duty("exchange.ferry", "摆渡")
APPROVER = Duty("exchange.approver", "线路审批")

FORMAT = 2
MIB = 1024 * 1024
PART_SIZE = 64 * MIB
HEADER_LIMIT = MIB
MESSAGE_LIMIT = 2 * MIB
# One bundle fits on a small disk and is applied in one transaction.
BUNDLE_MESSAGES = 2_000
BUNDLE_BYTES = 2 * 1024 * MIB
# How long a route that went wrong rests at first and at most: between sites of one machine, and between nodes, where
# a peer that does not answer holds the others up.
LOCAL_PAUSES = timedelta(seconds=1), timedelta(seconds=30)
REMOTE_PAUSES = timedelta(seconds=5), timedelta(minutes=5)
# How long copies of acknowledged bundles, and of those that need no receipt, are kept for sending again.
KEEP_DAYS = 30
RECEIPT_CODE_LENGTH = 12
# How often the page learns how far a task is.
STEP_BYTES = 16 * MIB

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,58}[a-z0-9]")
# Two of them and a hyphen are the name of a route.
NODE_CODE_LENGTH = 24
# Types of the exchange itself, allowed on every route.
RECEIPT = "exchange.receipt"


def pause(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Twice as long after each failure that follows on another."""
    return min(longest, first * (1 << min(failures - 1, 10)))


def bundle_name(route: str, seq: int) -> str:
    return f"{route}-{seq:08d}"
