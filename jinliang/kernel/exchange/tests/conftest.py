"""A node that is its own peer: what it sends to "mirror" comes back to it over the route "there"."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import bundles, receiving, services
from jinliang.kernel.exchange.models import Alarm, Route
from jinliang.kernel.exchange.registry import MessageType
from jinliang.kernel.files import services as files
from jinliang.kernel.trust import services as trust

SCHEMA = {
    "type": "object",
    "properties": {
        "number": {"type": "integer"},
        "text": {"type": "string", "maxLength": 100},
        "extra": {"type": "string"},
    },
    "required": ["number"],
    "additionalProperties": False,
}
WHITE = {"sample.note": ["number", "text"]}


@dataclass
class Applied:
    """What the sample app took in; ``fault`` makes it refuse."""

    numbers: list[int] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    fault: Exception | None = None

    def apply(self, payload, attached, origin):
        if self.fault:
            raise self.fault
        self.numbers.append(payload["number"])
        for file in attached:
            with file.open() as stream:
                self.contents.append(stream.read())


APPLIED = Applied()
NOTE = MessageType("sample.note", 1, SCHEMA, apply=lambda *args: APPLIED.apply(*args), label="示例消息")


@pytest.fixture(autouse=True)
def places(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path / "var"))
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def applied():
    APPLIED.numbers, APPLIED.contents, APPLIED.fault = [], [], None
    return APPLIED


def meet():
    """Let this node know itself as the peer "mirror", and open both directions of the route "there"."""
    trust.add_peer("mirror", trust.node_key().public_bytes, trust.recipient(), by=SYSTEM)
    for direction in ("out", "in"):
        Route.objects.create(name="there", peer="mirror", direction=direction, transport="folder", allowed=WHITE)


@dataclass
class Ferry:
    disk: Path

    def send(self, number, **more):
        attached = more.pop("files", ())
        return services.send("sample.note", {"number": number, **more}, to="mirror", files=attached, by=SYSTEM)

    def file(self, content=b"%PDF-1.4 sample", name="a.txt"):
        return files.store(io.BytesIO(content), name, subject="sample.note/1", by=SYSTEM)

    def export(self, number=None, **more):
        """One bundle with one message; answers its folder on the disk."""
        if number is not None:
            self.send(number, **more)
        bundle = bundles.export("there", self.disk, by=SYSTEM)[-1]
        return self.disk / bundles.place("there", bundle.seq).name

    def take(self, folder=None):
        return receiving.receive(folder or self.disk, by=SYSTEM)

    def round_trip(self):
        """Carry everything there and the receipts back."""
        self.take()
        shutil.rmtree(self.disk)
        bundles.export("there", self.disk, by=SYSTEM)
        self.take()

    def round_trip_of(self, number):
        self.export(number)
        self.round_trip()

    @staticmethod
    def alarms():
        return sorted(Alarm.objects.filter(seen_at=None).values_list("kind", flat=True))


@pytest.fixture
def ferry(db, tmp_path, applied):
    meet()
    return Ferry(tmp_path / "disk")
