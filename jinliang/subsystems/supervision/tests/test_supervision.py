"""An item from opening to closing, and who may do what with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pypdfium2
import pytest
from django.db import transaction
from django.urls import reverse

from jinliang.base import clock, excel
from jinliang.base.actor import Actor
from jinliang.base.errors import Invalid, NotAllowed, Refusal
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.search.queries import search
from jinliang.kernel.search.services import refresh
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.supervision import queries, services
from jinliang.subsystems.supervision.models import SupervisionItem
from jinliang.subsystems.supervision.searchable import KIND
from jinliang.subsystems.supervision.services import Wanted
from tests.cast import Cast
from tests.stages import stage

pytestmark = pytest.mark.django_db


@dataclass
class Office:
    """Who follows up, the lead unit, and one that assists."""

    cast: Cast
    supervisor: Actor
    handler: Actor
    assisting: Actor

    @property
    def wanted(self) -> Wanted:
        return Wanted("修缮护林检查站", self.cast.bureau.pk, (self.cast.government.pk,), "请抓紧办理。")

    def open(self, **changes: object) -> SupervisionItem:
        return services.open_item(replace(self.wanted, **changes), uuid=uuid4(), by=self.supervisor)

    def move(self, item: SupervisionItem, move: str, by: Actor, opinion: str) -> None:
        ((work, _),) = cases.open_items(item.case_id)
        flow.complete(work, move, by=by, key=str(uuid4()), opinion=opinion)


@stage
def office(cast: Cast) -> Office:
    supervisor = cast.grant("chief", "supervision.supervisor")
    handler = cast.grant("handler", "supervision.handler")
    return Office(cast, supervisor, handler, cast.grant("leader", "supervision.handler"))


@stage
def opened(office: Office) -> SupervisionItem:
    return office.open()


@contextmanager
def refused(kind: type[Refusal] = Refusal) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    with pytest.raises(kind) as found, transaction.atomic():
        yield found


def test_an_item_is_answered_sent_on_and_closed(office: Office, opened: SupervisionItem) -> None:
    office.move(opened, "feedback", office.handler, "已开工。")
    office.move(opened, "go_on", office.supervisor, "请完工后再报。")
    office.move(opened, "feedback", office.handler, "已完工并验收。")
    office.move(opened, "close", office.supervisor, "同意销号。")
    opened.refresh_from_db()
    assert (opened.number, opened.closed_on) == (f"督〔{clock.today():%Y}〕1号", clock.today())
    assert [one.text for one in opened.progress.all()] == ["已开工。", "已完工并验收。"]
    assert queries.completion(queries.visible_to(office.supervisor)) == (1, 1, 1)
    acts = [entry.act for entry in trace.entries(opened.subject)]
    assert acts == ["supervision.item.open", *["supervision.item.report"] * 2, "supervision.item.close"]


def test_without_a_day_it_is_due_in_fifteen_working_days_and_its_case_with_it(
    office: Office, opened: SupervisionItem
) -> None:
    assert opened.due_on > clock.today() + timedelta(days=15)
    assert cases.case(office.supervisor, opened.case_id).due_on == opened.due_on


def test_what_is_wrong_is_told_at_once(office: Office) -> None:
    with refused(Invalid) as found:
        office.open(matter=" ", assisting=(office.cast.bureau.pk,), due_on=clock.today(), origin="x")
    assert set(found.value.errors) == {"matter", "assisting", "due_on", "origin"}
    with refused(Invalid):
        office.open(lead=office.cast.unit.pk)


def test_the_same_opening_twice_is_one_item(office: Office) -> None:
    uuid = uuid4()
    for _ in range(2):
        services.open_item(office.wanted, uuid=uuid, by=office.supervisor)
    assert SupervisionItem.objects.count() == 1


def test_who_assists_reports_and_a_stranger_finds_nothing(office: Office, opened: SupervisionItem) -> None:
    address = reverse("supervision:item", args=[opened.uuid])
    client = office.cast.client("leader")
    assert "填报进展" in client.get(address).content.decode()
    assert client.post(address, {"text": "经费已到位。"}).status_code == 302
    assert opened.progress.get().unit_id == office.cast.government.pk
    office.cast.grant("stranger", "supervision.supervisor", "supervision.handler")
    assert office.cast.client("stranger").get(address).status_code == 404
    with refused(NotAllowed):
        services.report(opened, "已办", by=office.cast.clerk)


def test_nobody_opens_an_item_without_the_duty(office: Office) -> None:
    with refused(NotAllowed):
        services.open_item(office.wanted, uuid=uuid4(), by=office.handler)


def test_an_item_is_opened_found_and_seen_on_the_pages(office: Office) -> None:
    client = office.cast.client("chief")
    given = {
        "matter": "修缮护林检查站",
        "origin": "meeting",
        "lead": office.cast.bureau.pk,
        "urgency": "1",
        "due_on": "",
    }
    assert client.post(reverse("supervision:new"), given | {"matter": ""}).status_code == 422
    answer = client.post(reverse("supervision:new"), given | {"_uuid": str(uuid4())})
    item = SupervisionItem.objects.get()
    assert answer.headers["Location"] == reverse("desk:case", args=[item.case_id])
    assert item.number in client.get(answer.headers["Location"]).content.decode()
    for tab in ("open", "all"):
        assert item.matter in client.get(reverse("supervision:list"), {"tab": tab, "text": "检查站"}).content.decode()
    assert "这里没有督查事项" in client.get(reverse("supervision:list"), {"tab": "late"}).content.decode()


def test_another_deadline_needs_a_reason_and_the_office_behind_the_item(
    office: Office, opened: SupervisionItem
) -> None:
    later = opened.due_on + timedelta(days=10)
    with refused(NotAllowed):
        services.move_due(opened, later, "汛期道路中断", by=office.handler)
    with refused(Invalid) as found:
        services.move_due(opened, clock.today(), " ", by=office.supervisor)
    assert set(found.value.errors) == {"due_on", "reason"}
    services.move_due(opened, later, "汛期道路中断", by=office.supervisor)
    moved = queries.item(office.assisting, opened.uuid)
    assert (moved.due_on, moved.case.due_on) == (later, later)
    assert "汛期道路中断" in moved.progress.get().text


def test_a_closed_item_keeps_its_deadline(office: Office, opened: SupervisionItem) -> None:
    office.move(opened, "feedback", office.handler, "已修好。")
    office.move(opened, "close", office.supervisor, "同意办结。")
    with refused():
        services.move_due(opened, opened.due_on + timedelta(days=1), "再等等", by=office.supervisor)


def test_the_office_moves_the_deadline_prints_the_notice_and_takes_the_list_along(office: Office) -> None:
    item, browser = office.open(), office.cast.client("chief")
    day = item.due_on + timedelta(days=3)
    page = browser.post(
        reverse("supervision:due", args=[item.uuid]), {"due_on": day, "reason": "等部件到货"}, follow=True
    )
    assert "等部件到货" in page.content.decode()
    paper = browser.get(reverse("supervision:notice", args=[item.uuid]))
    document = pypdfium2.PdfDocument(paper.content)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert all(text in words for text in ("督查通知单", item.number, "修缮护林检查站", "等部件到货"))
    table = excel.read(BytesIO(browser.get(reverse("supervision:export")).content), queries.HEADS)
    assert [row["督查编号"] for _, row in table] == [item.number]


def test_a_stranger_gets_neither_notice_nor_form(office: Office, opened: SupervisionItem) -> None:
    office.cast.grant("stranger", "supervision.supervisor")
    browser = office.cast.client("stranger")
    assert browser.get(reverse("supervision:notice", args=[opened.uuid])).status_code == 404
    assert browser.get(reverse("supervision:due", args=[opened.uuid])).status_code == 404


def test_an_item_is_found_by_its_number_by_who_has_a_part_in_it_and_by_nobody_else(
    office: Office, opened: SupervisionItem
) -> None:
    refresh(KIND, [str(opened.uuid)])
    stranger = office.cast.grant("stranger", "supervision.supervisor")
    found = [
        [hit.key for hit in search(opened.number, by=actor).items]
        for actor in (office.supervisor, office.handler, office.assisting, stranger)
    ]
    assert found == [[str(opened.uuid)]] * 3 + [[]]


def test_an_assisting_unit_answers_on_its_own_desk(office: Office, opened: SupervisionItem) -> None:
    row = opened.assisting.get()
    todo = [one.case_id for one in cases.todo(office.assisting, "todo", cases.Filters()).rows]
    assert (todo, row.case.title, row.case.due_on) == ([row.case_id], "配合：修缮护林检查站", opened.due_on)
    assert "修缮护林检查站" in office.cast.client("leader").get(f"/cases/{row.case_id}/").content.decode()
    ((work, _),) = cases.open_items(row.case_id)
    flow.complete(work, "report", by=office.assisting, key="k", opinion="经费已到位。")
    said = opened.progress.get()
    assert (said.unit, said.text) == (office.cast.government, "经费已到位。")
    assert queries.unanswered(opened) == []
    assert cases.case(office.supervisor, row.case_id).status == "done"


def test_another_deadline_is_also_that_of_who_assists(office: Office, opened: SupervisionItem) -> None:
    later = opened.due_on + timedelta(days=10)
    services.move_due(opened, later, "汛期道路中断", by=office.supervisor)
    assert opened.assisting.get().case.due_on == later


def test_when_the_item_is_over_nobody_needs_to_answer_any_more(office: Office, opened: SupervisionItem) -> None:
    office.move(opened, "feedback", office.handler, "已修好。")
    office.move(opened, "close", office.supervisor, "同意销号。")
    row = opened.assisting.get()
    assert row.case.status == "withdrawn"
    assert cases.open_items(row.case_id) == []


def test_what_was_taken_back_counts_neither_as_open_nor_as_done(office: Office, opened: SupervisionItem) -> None:
    flow.withdraw(opened.case_id, by=office.supervisor, key="back", reason="立重了")
    assert queries.completion(queries.visible_to(office.supervisor)) == (0, 0, 0)


def test_whoever_has_a_part_reaches_it_without_a_duty_and_others_find_an_empty_list(
    office: Office, opened: SupervisionItem
) -> None:
    flow.circulate(opened.case_id, [office.cast.vetter.post_id], by=office.supervisor, key="copy")
    reader, other = office.cast.client("vetter"), office.cast.client("clerk")
    assert opened.matter in reader.get(reverse("supervision:list")).content.decode()
    assert opened.number in reader.get(reverse("supervision:item", args=[opened.uuid])).content.decode()
    page = other.get(reverse("supervision:list"))
    assert page.status_code == 200
    assert opened.matter not in page.content.decode()
    assert other.get(reverse("supervision:item", args=[opened.uuid])).status_code == 404


def test_a_unit_in_which_nobody_could_answer_is_named(office: Office) -> None:
    item = office.open(assisting=(office.cast.unit.pk,))
    page = office.cast.client("chief").get(reverse("supervision:item", args=[item.uuid])).content.decode()
    assert "无人有督查承办职责" in page
