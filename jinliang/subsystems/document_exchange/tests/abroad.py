"""The other node, "丙县": what it is, and what it sends. It is played by its messages, all that one knows of it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.exchange.registry import IncomingFile, find
from jinliang.subsystems.document_exchange import wire

from .conftest import TITLE, pdf

NODE = "丙县"
THERE = Actor(ActorKind.NODE, f"{NODE}：莫问")
UNITS = [
    {
        "code": "99012301", "name": "丙县人民政府", "short_name": "", "kind": "government", "level": 3, "order": 1,
        "parent": "", "division": "990123",
    },
    {
        "code": "99012302", "name": "丙县林草局", "short_name": "", "kind": "department", "level": 3, "order": 2,
        "parent": "99012301", "division": "990123",
    },
]  # fmt: skip
DIVISIONS = [{"code": "990123", "name": "丙县", "level": 3}]


def takes(type_key: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as the other side would check it."""
    kind = find(type_key, 1)
    assert kind is not None
    assert kind.faults(payload) == []
    return payload


def parcel(*codes: str, **changes: Any) -> tuple[dict[str, Any], list[IncomingFile]]:
    """What the other node's government sends to own units."""
    place = Path(mkdtemp()) / "one.pdf"
    place.write_bytes(pdf())
    digest = hashlib.sha256(pdf()).hexdigest()
    listed = [
        {"uuid": str(uuid4()), "unit": code, "role": "main", "copy_number": "", "may_print": True, "may_forward": True}
        for code in codes
    ]
    payload = {
        "uuid": str(uuid4()), "sender": UNITS[0], "divisions": DIVISIONS, "issuer": "", "title": TITLE,
        "number": "丙政发〔2026〕1号", "kind": "通知", "dated_on": None, "urgency": 0, "is_internal": False, "note": "",
        "asks_slip": True, "reply_by": None, "document": digest, "sent_at": clock.now().isoformat(),
        "sent_by": "莫问", "copies": listed,
    } | changes  # fmt: skip
    return takes(wire.PARCEL, payload), [IncomingFile("通知.pdf", digest, len(pdf()), place)]
