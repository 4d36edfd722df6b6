"""Numbered paper copies: handed out, back (清退), destroyed (销毁); each once, all in the trace."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from jinliang.base import clock, excel
from jinliang.base.errors import Conflict, Invalid, Missing, Refusal
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.outgoing import copying, registry, rules
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.registry import Holding
from jinliang.subsystems.outgoing.services import clearing, finishing
from jinliang.subsystems.outgoing.services.clearing import Entered
from jinliang.subsystems.outgoing.services.finishing import Run
from tests.stages import stage

from .conftest import Writers, refused

pytestmark = pytest.mark.django_db


@stage
def copied(writers: Writers, numbered: Outgoing) -> Outgoing:
    """Thirty copies were printed ten days ago."""
    finishing.finish(numbered, writers.item(numbered), "print", Run(30, True), by=writers.clerk, key=str(uuid4()))
    Outgoing.objects.filter(pk=numbered.pk).update(printed_at=clock.now() - timedelta(days=10))
    return writers.again(numbered)


@pytest.fixture
def outgoing(copied: Outgoing, monkeypatch: pytest.MonkeyPatch) -> Outgoing:
    """The second and third are with a bureau since three days."""
    since = clock.today() - timedelta(days=3)
    held = {number: Holding("甲县林草局", since) for number in (2, 3)}
    monkeypatch.setattr(registry, "HOLDERS", [lambda subject: held])
    return copied


def enter(outgoing: Outgoing, writers: Writers, act: str, numbers: str, uuid: UUID | None = None, **given: str) -> None:
    entered = Entered(act, numbers, clock.today(), **{"who": "郑四维", **given})
    clearing.enter(outgoing, entered, uuid=uuid or uuid4(), by=writers.clerk)


def states(outgoing: Outgoing) -> list[tuple[str, str]]:
    return [(one.words, one.state) for one in copying.papers(outgoing)]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("3、000005—000008", [3, 5, 6, 7, 8]), ("1-2，2 9", [1, 2, 9]), ("8-5", None), ("三", None), ("", None),
        ("1-9999", None), ("1234567", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_clerks_type_them(typed: str, numbers: list[int] | None) -> None:
    assert rules.copy_numbers(typed) == numbers


def test_what_is_out_is_told_with_its_days_until_it_comes_back(outgoing: Outgoing, writers: Writers) -> None:
    assert states(outgoing) == [("000001", "here"), ("000002—000003", "out"), ("000004—000030", "here")]
    assert copying.papers(outgoing)[1].days == 3
    enter(outgoing, writers, "return", "2")
    back = copying.papers(outgoing)[1]
    assert (back.words, back.state, back.holder, back.days) == ("000002", "returned", "甲县林草局", None)
    assert copying.counts(copying.papers(outgoing)) == {"all": 30, "out": 1, "returned": 1, "destroyed": 0, "here": 28}
    last = trace.entries(outgoing.subject)[-1]
    assert (last.act, last.facts["copies"]) == ("outgoing.document.return_copies", "000002")


def test_nobody_returns_a_copy_twice_and_nothing_of_such_an_entry_stands(outgoing: Outgoing, writers: Writers) -> None:
    enter(outgoing, writers, "return", "2")
    with refused(Refusal, match="000002 已经清退.*000004 没有发出"):
        enter(outgoing, writers, "return", "2-4")
    assert outgoing.copy_acts.count() == 1


def test_the_same_entry_twice_is_one(outgoing: Outgoing, writers: Writers) -> None:
    uuid = uuid4()
    for _ in range(2):
        enter(outgoing, writers, "return", "2-3", uuid)
    assert outgoing.copy_acts.count() == 2


def test_destroying_names_who_approved_it_and_is_the_end(outgoing: Outgoing, writers: Writers) -> None:
    with refused(Invalid) as found:
        enter(outgoing, writers, "destroy", "2")
    assert set(found.value.errors) == {"remark"}
    enter(outgoing, writers, "return", "2")
    enter(outgoing, writers, "destroy", "2-3", remark="周二春批准，送指定地点销毁")
    assert [state for _, state in states(outgoing)] == ["here", "destroyed", "destroyed", "here"]
    for act in ("give", "return", "destroy"):
        with refused(Refusal, match="已经销毁"):
            enter(outgoing, writers, act, "3", remark="再次")


def test_a_copy_handed_out_by_hand_is_out(outgoing: Outgoing, writers: Writers) -> None:
    enter(outgoing, writers, "give", "10-11", who="甲站　示例")
    assert ("000010—000011", "out") in states(outgoing)
    assert copying.last_given(outgoing) == 11
    with refused(Refusal, match="已经发出"):
        enter(outgoing, writers, "give", "2、10")


def test_a_day_that_cannot_be_is_refused(outgoing: Outgoing, writers: Writers) -> None:
    for days, kind in ((1, Invalid), (-5, Refusal), (-20, Invalid)):
        entered = Entered("return", "2", clock.today() + timedelta(days=days), "郑四维")
        with refused(kind) as found:
            clearing.enter(outgoing, entered, uuid=uuid4(), by=writers.clerk)
        assert isinstance(found.value, Invalid) or "才发出" in found.value.what


def test_a_mistake_is_undone_with_its_reason_unless_something_followed(outgoing: Outgoing, writers: Writers) -> None:
    first, second = uuid4(), uuid4()
    enter(outgoing, writers, "return", "2-3", first)
    enter(outgoing, writers, "destroy", "2", second, remark="批准销毁")
    with refused(Conflict):
        clearing.undo(outgoing, first, "登错", by=writers.clerk)
    with refused(Refusal, match="为什么"):
        clearing.undo(outgoing, second, " ", by=writers.clerk)
    for batch in (second, first):
        clearing.undo(outgoing, batch, "登错了份号", by=writers.clerk)
    assert ("000002—000003", "out") in states(outgoing)
    assert trace.entries(outgoing.subject)[-1].facts["reason"] == "登错了份号"
    with refused(Missing):
        clearing.undo(outgoing, first, "再撤", by=writers.clerk)


def test_only_the_clerk_enters_and_sees_it(outgoing: Outgoing, writers: Writers) -> None:
    with refused(Missing):
        clearing.enter(outgoing, Entered("return", "2", clock.today(), "郑四维"), uuid=uuid4(), by=writers.vetter)
    vetter = writers.cast.client("vetter")
    for name in ("copies", "enter_copies", "export_copies"):
        assert vetter.get(reverse(f"outgoing:{name}", args=[outgoing.uuid])).status_code == 404


def test_the_pages_enter_undo_print_and_take_the_list_along(outgoing: Outgoing, writers: Writers) -> None:
    client, address = writers.cast.client("clerk"), reverse("outgoing:copies", args=[outgoing.uuid])
    form = reverse("outgoing:enter_copies", args=[outgoing.uuid])
    assert "在外 2 份，最长 3 天" in client.get(address).content.decode()
    assert 'value="2"' in client.get(form, {"numbers": "2", "act": "return"}).content.decode()
    given = {"act": "return", "numbers": "2", "on": clock.today(), "who": "郑四维", "_uuid": str(uuid4())}
    assert client.post(form, given | {"numbers": "31"}).status_code == 422
    assert "已登记 1 份" in client.post(form, given, follow=True).content.decode()
    page = client.get(address, {"tab": "returned"}).content.decode()
    assert "已清退" in page
    assert "撤销登记" in page
    assert "签字" in client.get(address, {"print": "1"}).content.decode()
    sheet = client.get(reverse("outgoing:export_copies", args=[outgoing.uuid]), {"tab": "out"}).content
    assert [row["份号"] for _, row in excel.read(BytesIO(sheet), copying.HEADS)] == ["000003"]
    undo = reverse("outgoing:undo_copies", args=[outgoing.uuid, given["_uuid"]])
    assert "登记已撤销" in client.post(undo, {"reason": "登错"}, follow=True).content.decode()
