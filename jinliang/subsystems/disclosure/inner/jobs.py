"""The special seal on issued notices, after the issue and until it is done."""

from __future__ import annotations

import logging

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.outbox import jobs
from jinliang.kernel.outbox.registry import Row, handles

from .models import Notice
from .services import notices, sealing

_log = logging.getLogger(__name__)


@handles(sealing.TOPIC)
def seal_issued(rows: list[Row]) -> None:
    for notice in sorted({row.payload["notice"] for row in rows}):
        jobs.defer(f"{__name__}.seal", notice=notice)


@jobs.job()
def seal(notice: int) -> None:
    notices.seal(notice, by=SYSTEM)


@jobs.periodic("*/10 * * * *")
def seal_waiting() -> None:
    """What its attempts could not seal, because the key was away or the seal suspended."""
    for notice in Notice.objects.filter(awaits_seal=True).order_by("pk").values_list("pk", flat=True):
        try:
            notices.seal(notice, by=SYSTEM)
        except Refusal as fault:
            _log.warning("notice %s waits for its seal: %s", notice, fault)
