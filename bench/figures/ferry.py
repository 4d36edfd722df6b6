"""Four hundred megabytes of files over the air gap: packed, signed, encrypted, copied to a disk, taken into quarantine,
checked, decrypted and unpacked. A node that is its own peer."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from bench.measure import ROUNDS, median, timed
from jinliang.base import installation
from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import bundles, receiving, services
from jinliang.kernel.exchange.models import IncomingBundle, Route
from jinliang.kernel.exchange.registry import MessageType
from jinliang.kernel.files import services as files
from jinliang.kernel.files.kinds import RECORDINGS
from jinliang.kernel.trust import services as trust

MB = 1_000_000
HEAD = b"RIFF\0\0\0\0WAVE"
SCHEMA = {
    "type": "object",
    "properties": {"number": {"type": "integer"}},
    "required": ["number"],
    "additionalProperties": False,
}


def _nothing(payload: dict[str, Any], attached: object, origin: object) -> None:
    """What a business does with the files is its own."""


TYPE = MessageType("bench.files", 1, SCHEMA, apply=_nothing, label="测速")


def measure(quick: bool) -> dict[str, float]:
    count, size = (2, 20 * MB) if quick else (10, 40 * MB)
    trust.add_peer("mirror", trust.node_key().public_bytes, trust.recipient(), by=SYSTEM)
    for direction in ("out", "in"):
        Route.objects.create(
            name="there", peer="mirror", direction=direction, transport="folder", allowed={TYPE.key: ["number"]}
        )
    disk = Path(tempfile.mkdtemp(dir=installation.var()))
    rates, used = [], []
    for number in range(2 if quick else ROUNDS):
        send(number, count, size)
        begun = time.process_time()
        rates.append(count * size / MB / timed(lambda: carry(disk)))
        used.append(time.process_time() - begun)
        assert IncomingBundle.objects.order_by("-seq").first().state == "applied"  # type: ignore[union-attr]
    return {"ferry.bundle_mb_per_s": median(rates), "ferry.bundle_cpu_s": median(used)}


def send(number: int, count: int, size: int) -> None:
    """Recordings of noise: what is packed does not compress."""
    kept = [
        files.store(
            BytesIO(HEAD + os.urandom(size - len(HEAD))),
            f"{name}.wav",
            subject=f"{TYPE.key}/{number}",
            by=SYSTEM,
            allowed=RECORDINGS,
        )
        for name in range(count)
    ]
    services.send(TYPE.key, {"number": number}, to="mirror", files=kept, by=SYSTEM)


def carry(disk: Path) -> None:
    bundles.export("there", disk, by=SYSTEM)
    receiving.receive(disk, by=SYSTEM)
    shutil.rmtree(disk)
