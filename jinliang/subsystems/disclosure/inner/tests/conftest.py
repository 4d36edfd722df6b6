from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.subsystems.disclosure import rules
from jinliang.subsystems.disclosure.inner.models import Request
from jinliang.subsystems.disclosure.inner.services import answer, offices, registration
from tests.cast import Cast

DATA = {
    "applicant_kind": "natural",
    "name": "示例申请人",
    "identity_number": "990101199001011230",
    "telephone": "0000-1234567",
    "kind": "information",
    "wanted": "2025年度林木采伐限额分配方案",
    "medium": "electronic",
    "delivery": "online",
}


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.CHINA)


@dataclass
class Office:
    """The disclosure office of 甲县 with its people, and how a test moves a request along."""

    cast: Cast
    clerk: Actor
    chief: Actor
    vetter: Actor
    handler: Actor

    def register(self, **changes: object) -> Request:
        today = clock.today()
        return registration.register(
            DATA | changes,
            unit_id=self.cast.government.pk,
            channel=rules.Channel.IN_PERSON,
            arrived_on=today,
            received_on=today,
            by=self.clerk,
        )

    def item(self, request: Request) -> int:
        """The open item of the request's case."""
        return Item.objects.get(case=request.case_id, state=Item.State.OPEN, kind=Item.Kind.TODO).pk

    def step(self, request: Request) -> str:
        return Item.objects.get(pk=self.item(request)).step

    def move(self, request: Request, move: str, who: str, **more: object) -> None:
        item = self.item(request)
        with transaction.atomic():  # as a page does: a refusal undoes the act
            flow.complete(item, move, by=getattr(self, who), key=f"{move}{item}", **more)

    def answer(self, request: Request, result: str = "1", reason: str = "") -> None:
        """From the register to an issued answer."""
        if self.step(request) == "register":
            self.move(request, "settle", "clerk")
        answer.write(request, result, reason, "现将您申请的信息提供如下。", based_on=0, by=self.clerk)
        answer.submit(request, self.item(request), by=self.clerk, key=f"submit{request.pk}")
        self.move(request, "pass", "vetter")
        self.move(request, "issue", "chief")


@pytest.fixture
def office(cast: Cast) -> Office:
    found = Office(
        cast,
        clerk=cast.grant("clerk", "disclosure.clerk"),
        chief=cast.grant("chief", "disclosure.chief"),
        vetter=cast.grant("vetter", "disclosure.vetter"),
        handler=cast.grant("handler", "disclosure.handler"),
    )
    offices.save(
        cast.government.pk,
        cast.unit.pk,
        "甲",
        {
            "address": "示例路1号",
            "telephone": "0000-1000000",
            "hours": "工作日9:00至17:00",
            "reconsideration_organ": "甲市人民政府",
        },
        by=found.chief,
    )
    return found
