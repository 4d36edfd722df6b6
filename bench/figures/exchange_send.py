"""One document to 210 units of the made-up province in one act, from the checks to the message to every receiver,
as the button of the page does it: its file is looked at and kept anew."""

from __future__ import annotations

from uuid import uuid4

from bench.measure import ROUNDS, median, timed
from jinliang.base.actor import SYSTEM, Actor
from jinliang.host.trial import loading
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.subsystems.document_exchange.flow import CLERK
from jinliang.subsystems.document_exchange.models import Copy
from jinliang.subsystems.document_exchange.services import sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel
from jinliang.subsystems.document_exchange.tests.conftest import pdf

UNITS = 210


def measure(quick: bool) -> dict[str, float]:
    loading.load("inner", lambda _: None)
    sender, units = _sender(), [*org.units().exclude(kind="section")]
    document = files.store(pdf(), "公文.pdf", subject="bench.document/1", by=SYSTEM)
    wanted = [Addressed(unit.pk, may_print=True) for unit in units if unit.pk != sender.unit_id][:UNITS]
    # The province has 210 units with its sender; a section makes up for him.
    wanted += [Addressed(unit.pk) for unit in org.units().filter(kind="section")[: UNITS - len(wanted)]]
    _send(sender, wanted, document)
    rounds = [timed(lambda: _send(sender, wanted, document)) for _ in range(3 if quick else ROUNDS * 2)]
    assert Copy.objects.count() == UNITS * (len(rounds) + 1)
    return {"exchange.send_210_s": median(rounds)}


def _send(sender: Actor, wanted: list[Addressed], document: File) -> None:
    parcel = Parcel(
        sender.unit_id or 0, "关于做好某项工作的通知", "通知", document, "示政发〔2026〕1号", recipients=wanted
    )
    sending.send(parcel, uuid=uuid4(), by=sender)


def _sender() -> Actor:
    found = org.holders(org.unit_by_code("990000000").pk, CLERK.key)[0]
    return identity.actor_for(org.user(found.user_id), found.post_id)
