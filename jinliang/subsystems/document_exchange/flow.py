"""Who sends and receives. A copy's way is its own, not a case: there is nothing to decide in it."""

from __future__ import annotations

from jinliang.kernel.org.registry import Duty

CLERK = Duty("document_exchange.clerk", "公文收发")
READER = Duty("document_exchange.reader", "公文收发查阅")
EITHER = (CLERK.key, READER.key)
