from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from PIL import Image

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, Item
from jinliang.subsystems.incoming.models import Incoming, Task
from jinliang.subsystems.incoming.services import charging, offices, register
from jinliang.subsystems.incoming.services.charging import Wanted
from jinliang.subsystems.incoming.services.registering import Given, Keep
from tests.cast import Cast
from tests.stages import stage

REQUEST = Given(
    title="关于增加护林员经费的请示",
    sender="甲县林草局",
    sender_number="甲林发〔2026〕3号",
    urgency=1,
)


def picture(width: int = 40, height: int = 56) -> bytes:
    page = io.BytesIO()
    Image.new("1", (width, height), 1).save(page, "PNG")
    return page.getvalue()


@dataclass
class Office:
    """The people of a unit's office, a leader and a bureau, and how a test moves a document along."""

    cast: Cast
    clerk: Actor
    proposer: Actor
    leader: Actor
    handler: Actor

    def register(self, given: Given = REQUEST, uuid: UUID | None = None, **more: object) -> Incoming:
        return register(self.cast.government.pk, given, uuid=uuid or uuid4(), by=self.clerk, **more)

    def item(self, case_id: int, by: Actor | None = None) -> int:
        rows = Item.objects.filter(case=case_id, state=Item.State.OPEN, kind=Item.Kind.TODO)
        return (rows.filter(post=by.post_id) if by else rows).latest("pk").pk

    def move(self, record: Incoming | Task, name: str, by: Actor, **given: object) -> Case:
        return flow.complete(self.item(record.case_id), name, by=by, key=str(uuid4()), **given)

    def step(self, record: Incoming | Task) -> str:
        return Item.objects.get(pk=self.item(record.case_id)).step

    def proposed(self, given: Given = REQUEST) -> Incoming:
        """Before the leader."""
        incoming = self.register(given)
        self.move(incoming, "pass", self.clerk)
        self.move(incoming, "to_instruct", self.proposer, opinion="请王县长批示。", to=[self.leader.post_id])
        return self.again(incoming)

    def charged(self, **more: object) -> Task:
        """With the bureau, by the leader's instruction."""
        incoming = self.proposed()
        self.move(incoming, "sign", self.leader, opinion="请林草局办理。")
        wanted = [Wanted("lead", self.cast.bureau.pk, **more)]
        (task,) = charging.charge(
            incoming, wanted, by=self.clerk, key=str(uuid4()), item_id=self.item(incoming.case_id)
        )
        return task

    def done(self) -> Incoming:
        """Answered and accepted, not yet closed."""
        task = self.charged()
        charging.feed_back(task, self.item(task.case_id), "已办。", by=self.handler, key=str(uuid4()))
        self.move(task, "accept", self.clerk)
        return self.again(task.incoming)

    def again(self, incoming: Incoming) -> Incoming:
        return Incoming.objects.select_related("case", "unit").get(pk=incoming.pk)

    def keep(self, content: bytes, name: str, by: Actor | None = None) -> Keep:
        def stored(subject: str) -> list[File]:
            return [files.store(content, name, subject=subject, by=by or self.clerk)]

        return stored


@contextmanager
def refused(kind: type[Refusal] = Refusal, match: str | None = None) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What is refused is undone with the transaction of the page."""
    with pytest.raises(kind, match=match) as found, transaction.atomic():
        yield found


def office_of(cast: Cast) -> Office:
    clerk = cast.grant("clerk", "incoming.clerk", "incoming.secretary")
    proposer = cast.grant("chief", "incoming.proposer", "flow.manager")
    leader = cast.grant("leader", "incoming.instructor")
    handler = cast.grant("handler", "incoming.handler")
    offices.save(cast.government.pk, clerk.seat.unit_id, "示政收", by=clerk)
    return Office(cast, clerk, proposer, leader, handler)


@stage
def office(cast: Cast) -> Office:
    return office_of(cast)


@stage
def registered(office: Office) -> Incoming:
    return office.register()


@stage
def proposed(office: Office) -> Incoming:
    """Before the leader."""
    return office.proposed()


@stage
def charged(office: Office) -> Task:
    """With the bureau."""
    return office.charged()


@stage
def done(office: Office) -> Incoming:
    """Answered and accepted, not yet closed."""
    return office.done()
