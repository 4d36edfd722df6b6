from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, Item
from jinliang.subsystems.outgoing import queries
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import drafting, offices
from jinliang.subsystems.outgoing.services.drafting import Given
from tests.cast import Cast
from tests.stages import stage

NOTICE = Given(
    kind="notice",
    form="document",
    title="关于做好冬季护林工作的通知",
    text="为做好冬季护林工作，现将有关事项通知如下。\n一、加强巡护。\n各单位要落实责任。",
    based_on=0,
    main=["各乡镇林业工作站"],
)


@dataclass
class Writers:
    """The people of one unit who write, vet, sign and print, and how a test moves a document along."""

    cast: Cast
    drafter: Actor
    clerk: Actor
    vetter: Actor
    leader: Actor

    def begin(self, given: Given = NOTICE) -> Outgoing:
        outgoing = drafting.start(self.cast.government.pk, given.kind, given.title, uuid=uuid4(), by=self.drafter)
        return drafting.write(outgoing, given, by=self.drafter)

    def item(self, outgoing: Outgoing) -> int:
        return Item.objects.filter(case=outgoing.case_id, state=Item.State.OPEN, kind=Item.Kind.TODO).latest("pk").pk

    def step(self, outgoing: Outgoing) -> str:
        return queries.step_of(outgoing)

    def move(self, outgoing: Outgoing, name: str, by: Actor, **given: object) -> Case:
        return flow.complete(self.item(outgoing), name, by=by, key=str(uuid4()), **given)

    def signed(self, given: Given = NOTICE) -> Outgoing:
        """At the recheck, signed by the leader."""
        return self.sign(self.begin(given))

    def sign(self, draft: Outgoing) -> Outgoing:
        self.move(draft, "submit", self.drafter)
        self.move(draft, "to_sign", self.vetter, to=[self.leader.post_id])
        self.move(draft, "sign", self.leader, opinion="同意印发")
        return self.again(draft)

    def numbered(self, given: Given = NOTICE) -> Outgoing:
        outgoing = self.signed(given)
        for move in ("pass", "number"):
            self.move(outgoing, move, self.clerk)
        return self.again(outgoing)

    def printed(self, given: Given = NOTICE) -> Outgoing:
        outgoing = self.numbered(given)
        self.move(outgoing, "print", self.clerk)
        return self.again(outgoing)

    def again(self, outgoing: Outgoing) -> Outgoing:
        return Outgoing.objects.select_related("case", "unit").get(pk=outgoing.pk)

    def with_text(self, given: Given, text: str, outgoing: Outgoing) -> Given:
        return replace(given, text=text, based_on=queries.text_of(outgoing).latest)


@contextmanager
def refused(kind: type[Refusal] = Refusal, match: str | None = None) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What a hook refuses is undone with the transaction of the page."""
    with pytest.raises(kind, match=match) as found, transaction.atomic():
        yield found


@stage
def writers(cast: Cast) -> Writers:
    return office_of(cast)


@stage
def draft(writers: Writers) -> Outgoing:
    return writers.begin()


@stage
def signed(writers: Writers, draft: Outgoing) -> Outgoing:
    """At the recheck, signed by the leader."""
    return writers.sign(draft)


@stage
def rechecked(writers: Writers, signed: Outgoing) -> Outgoing:
    """To be numbered."""
    writers.move(signed, "pass", writers.clerk)
    return writers.again(signed)


@stage
def numbered(writers: Writers, rechecked: Outgoing) -> Outgoing:
    """To be proof-read."""
    writers.move(rechecked, "number", writers.clerk)
    return writers.again(rechecked)


@stage
def printed(writers: Writers, numbered: Outgoing) -> Outgoing:
    """The original, to be sent out and filed."""
    writers.move(numbered, "print", writers.clerk)
    return writers.again(numbered)


def office_of(cast: Cast) -> Writers:
    clerk = cast.grant("clerk", "outgoing.clerk", "outgoing.drafter")
    vetter = cast.grant("vetter", "outgoing.vetter")
    leader = cast.grant("leader", "outgoing.signer")
    drafter = cast.grant("handler", "outgoing.drafter")
    offices.save(cast.government.pk, clerk.seat.unit_id, "示政发", by=clerk)
    return Writers(cast, drafter, clerk, vetter, leader)
