"""The pages, as the people of the office, a leader and strangers find them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.base import clock, counting
from jinliang.kernel.files import queries as stored
from jinliang.subsystems.incoming import panel, printing, queries, registry
from jinliang.subsystems.incoming.models import Call, EnteredInstruction, Incoming, Task
from jinliang.subsystems.incoming.registry import Action, Link

from .conftest import REQUEST, Office, picture

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    return {
        "sender": REQUEST.sender, "sender_number": REQUEST.sender_number, "title": REQUEST.title, "kind": "",
        "dated_on": "", "received_on": clock.today().isoformat(), "urgency": "0", "classification": "", "copies": "1",
        "due_on": "", "note": "", "_uuid": str(uuid4()),
    } | changes  # fmt: skip


def case_page(office: Office, who: str, incoming: Incoming) -> str:
    return office.cast.client(who).get(reverse("desk:case", args=[incoming.case_id])).content.decode()


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("第一页.png", picture(), "image/png")


def test_a_clerk_registers_a_paper_with_its_pages(office: Office) -> None:
    answer = office.cast.client("clerk").post(reverse("incoming:new"), typed(pages=photo()))
    incoming = Incoming.objects.get()
    assert answer.headers["Location"] == reverse("desk:case", args=[incoming.case_id])
    assert incoming.kind == "request"
    assert reverse("files:page_image", args=[stored.of(incoming.subject)[0].pk, 1]) in case_page(
        office, "clerk", incoming
    )


def test_a_second_click_is_the_same_registration(office: Office) -> None:
    client, given = office.cast.client("clerk"), typed(next="1")
    for _ in range(2):
        assert client.post(reverse("incoming:new"), given).headers["Location"] == reverse("incoming:new")
    assert Incoming.objects.count() == 1


def test_what_was_typed_is_not_lost_when_it_is_refused(office: Office, registered: Incoming) -> None:
    page = office.cast.client("clerk").post(reverse("incoming:new"), typed(note="机要室转来"))
    assert page.status_code == 409
    words = page.content.decode()
    assert "机要室转来" in words
    assert "重收" in words


def test_what_is_like_it_is_shown_while_one_types(office: Office, registered: Incoming) -> None:
    client = office.cast.client("clerk")
    page = client.post(reverse("incoming:alike"), {"sender_number": "甲林发[2026]3号", "title": "", "sender": ""})
    assert REQUEST.title in page.content.decode()
    assert client.post(reverse("incoming:alike"), {"title": "别的"}).content.strip() == b""


def test_registering_is_mended_and_a_page_taken_away(office: Office) -> None:
    incoming = office.register(keep=office.keep(picture(), "坏页.png"))
    client, address = office.cast.client("clerk"), reverse("incoming:edit", args=[incoming.uuid])
    page = client.get(address).content.decode()
    assert "坏页.png" in page
    file = stored.of(incoming.subject)[0]
    client.post(reverse("incoming:remove_page", args=[incoming.uuid, file.pk]))
    assert client.post(address, typed(title="更正后的请示", pages=photo())).status_code == 302
    assert [one.name for one in stored.of(incoming.subject)] == ["第一页.png"]
    assert office.again(incoming).title == "更正后的请示"


def test_the_clerk_of_another_unit_finds_nothing(office: Office, proposed: Incoming) -> None:
    office.cast.grant("stranger", "incoming.clerk", "incoming.secretary", "incoming.instructor")
    client, item = office.cast.client("stranger"), office.item(proposed.case_id)
    for name in ("edit", "charge", "call", "enter"):
        assert client.get(reverse(f"incoming:{name}", args=[proposed.uuid])).status_code == 404
    for name in ("sign", "assign", "close"):
        assert client.get(reverse(f"incoming:{name}", args=[item])).status_code == 404
    assert client.post(reverse("incoming:sheet", args=[proposed.uuid])).status_code == 404
    assert REQUEST.title not in client.get(reverse("incoming:list")).content.decode()


def test_a_leader_signs_with_three_taps_and_the_next_one_is_there(office: Office) -> None:
    first = office.proposed()
    second = office.proposed(REQUEST.__class__(title="关于护林工作的报告", sender="乙站"))
    client = office.cast.client("leader")
    page = client.get(reverse("incoming:waiting")).content.decode()
    assert "2 件在等您" in page
    assert "请王县长批示。" in page
    address = reverse("incoming:sign", args=[office.item(first.case_id)])
    page = client.get(address).content.decode()
    assert page.count("data-jl-phrase") == 3
    assert "圈阅<small>（同意）" in page
    answer = client.post(address, {"key": str(uuid4()), "move": "sign", "opinion": "同意。"})
    assert answer.headers["Location"] == reverse("incoming:sign", args=[office.item(second.case_id)])
    answer = client.post(answer.headers["Location"], {"key": str(uuid4()), "move": "initial"})
    assert answer.headers["Location"] == reverse("incoming:waiting")
    assert "没有文件等您批示" in client.get(reverse("incoming:waiting")).content.decode()


def test_a_remark_is_asked_for_where_one_signs_with_words(office: Office, proposed: Incoming) -> None:
    address = reverse("incoming:sign", args=[office.item(proposed.case_id)])
    page = office.cast.client("leader").post(address, {"key": str(uuid4()), "move": "sign", "opinion": " "})
    assert page.status_code == 422
    assert "批示须填写意见" in page.content.decode()


def test_a_leader_writes_with_the_finger_and_his_hand_is_on_the_printed_sheet(office: Office) -> None:
    incoming, client = office.proposed(), office.cast.client("leader")
    address = reverse("incoming:sign", args=[office.item(incoming.case_id)])
    assert "data-jl-ink" in client.get(address).content.decode()
    drawn = '{"strokes": [[100, 100, 300, 160]]}'
    assert client.post(address, {"key": str(uuid4()), "move": "sign", "ink": drawn}).status_code == 302
    incoming.refresh_from_db()
    (said,) = panel.instructed(incoming)
    assert (said.words, bool(said.said.ink)) == ("", True)
    assert 'd="M10 10 210 70"' in client.get(reverse("desk:case", args=[incoming.case_id])).content.decode()
    assert printing.sheet(incoming, by=office.cast.leader).startswith(b"%PDF")


def test_initials_are_given_to_many_at_once_on_the_desk(office: Office, proposed: Incoming) -> None:
    item = office.item(proposed.case_id)
    client = office.cast.client("leader")
    page = client.get(reverse("desk:selection"), {"item": item, "tab": "todo"}).content.decode()
    assert "complete:initial" in page
    client.post(reverse("desk:batch"), {"item": item, "act": "complete:initial", "key": str(uuid4())})
    assert office.step(proposed) == "assign"


def test_the_secretary_enters_handwriting_with_its_picture(office: Office, proposed: Incoming) -> None:
    client, address = office.cast.client("clerk"), reverse("incoming:enter", args=[proposed.uuid])
    given = {"item": office.item(proposed.case_id), "written_on": clock.today().isoformat(), "text": "同意，速办。"}
    page = client.post(address, given | {"key": "a"})
    assert page.status_code == 422
    assert client.post(address, given | {"key": "a", "sheet": photo()}).status_code == 302
    assert EnteredInstruction.objects.count() == 1
    words = case_page(office, "leader", proposed)
    assert "林一鸣代录" in words
    assert "手写件" in words


def test_the_clerk_charges_units_and_the_handler_answers_with_papers(office: Office, proposed: Incoming) -> None:
    office.move(proposed, "sign", office.leader, opinion="请林草局办理。")
    client, address = office.cast.client("clerk"), reverse("incoming:assign", args=[office.item(proposed.case_id)])
    assert "请林草局办理。" in client.get(address).content.decode()
    given = {"lead": office.cast.bureau.pk, "people_role": "assist", "to": office.cast.vetter.post_id, "key": "a"}
    assert client.post(address, given | {"content": "请提出意见"}).status_code == 302
    lead, assist = Task.objects.all()
    assert [lead.role, assist.role, assist.post_id] == ["lead", "assist", office.cast.vetter.post_id]
    handler, item = office.cast.client("handler"), office.item(lead.case_id)
    page = handler.get(reverse("desk:case", args=[lead.case_id])).content.decode()
    assert "请林草局办理。" in page
    assert "请提出意见" in page
    answer = {"text": "已拟出方案。", "files": photo(), "key": "b"}
    assert handler.post(reverse("incoming:feedback", args=[item]), answer).status_code == 302
    page = case_page(office, "clerk", proposed)
    assert "已拟出方案。" in page
    assert "第一页.png" in page


def test_who_assists_sees_what_the_lead_answered_and_a_leader_sees_all(office: Office, done: Incoming) -> None:
    assert "已办。" in case_page(office, "leader", done)
    assert reverse("incoming:edit", args=[done.uuid]) not in case_page(office, "leader", done)


def test_a_call_is_written_down_on_the_page(office: Office, charged: Task) -> None:
    client, address = office.cast.client("clerk"), reverse("incoming:call", args=[charged.incoming.uuid])
    given = {
        "kind": "chase",
        "task": charged.pk,
        "party": "林草局郑四维",
        "called_at": "2026-01-05T09:30",
        "words": "请反馈",
    }
    assert client.post(address, given | {"answer": "明日报送", "key": "a"}).status_code == 302
    assert Call.objects.get().task_id == charged.pk
    assert "明日报送" in case_page(office, "clerk", charged.incoming)


def test_a_document_is_closed_with_its_filing_mark(office: Office, done: Incoming) -> None:
    address = reverse("incoming:close", args=[office.item(done.case_id)])
    client = office.cast.client("clerk")
    assert client.post(address, {"outcome": "已函复", "retention": "", "key": "a"}).status_code == 422
    assert client.post(address, {"outcome": "已函复", "retention": "30", "key": "a"}).status_code == 302
    assert "30年" in case_page(office, "clerk", done)


def test_the_sheet_is_printed_and_that_is_traced(office: Office, proposed: Incoming) -> None:
    answer = office.cast.client("clerk").post(reverse("incoming:sheet", args=[proposed.uuid]))
    assert answer.content[:5] == b"%PDF-"


def test_the_register_lists_filters_prints_and_goes_out_as_a_table(office: Office, registered: Incoming) -> None:
    client = office.cast.client("clerk")
    assert registered.number in client.get(reverse("incoming:list")).content.decode()
    for given in ({"text": "甲林发"}, {"urgency": "1"}, {"kind": "request"}, {"since": clock.today().isoformat()}):
        assert REQUEST.title in client.get(reverse("incoming:list"), given).content.decode()
    assert "没有符合条件的收文" in client.get(reverse("incoming:list"), {"text": "没有"}).content.decode()
    assert "没有逾期的收文" in client.get(reverse("incoming:list"), {"tab": "late"}).content.decode()
    assert REQUEST.title in client.get(reverse("incoming:printed"), {"tab": "all"}).content.decode()
    assert client.get(reverse("incoming:export")).content[:2] == b"PK"


def test_the_list_asks_no_more_for_many_rows_than_for_few(office: Office, django_assert_max_num_queries) -> None:
    for number in range(3):
        office.register(REQUEST.__class__(title=f"关于第{number}件事的函", sender="乙站"))
    client = office.cast.client("clerk")
    client.get(reverse("incoming:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("incoming:list"))


def test_the_office_is_set_up_on_its_page(office: Office) -> None:
    client = office.cast.client("clerk")
    assert "示政收" in client.get(reverse("incoming:office")).content.decode()
    assert client.post(reverse("incoming:office"), {"mark": "示政收〔"}).status_code == 422
    assert client.post(reverse("incoming:office"), {"mark": "示政收"}).status_code == 302


def test_another_subsystem_offers_its_action_here(
    office: Office, monkeypatch: pytest.MonkeyPatch, registered: Incoming
) -> None:
    monkeypatch.setattr(registry, "ACTIONS", {})
    Action("test", "试一试", "star", lambda _, by: by.has("incoming.clerk"), lambda one, _: f"/x/{one.pk}/")
    monkeypatch.setattr(registry, "FOLLOWERS", [lambda _, __: [Link("某件事", "/y/", "引出")]])
    page = case_page(office, "clerk", registered)
    assert "试一试" in page
    assert "某件事" in page
    address = reverse("incoming:act", args=[registered.uuid, "test"])
    assert office.cast.client("clerk").post(address).headers["Location"] == f"/x/{registered.pk}/"
    assert office.cast.client("chief").post(address).status_code == 404


def test_the_handler_finds_his_documents_in_the_list(office: Office, charged: Task) -> None:
    assert REQUEST.title in office.cast.client("handler").get(reverse("incoming:list")).content.decode()
    assert queries.visible_to(office.handler).get() == queries.listed_for(office.handler).get() == charged.incoming


def test_a_long_register_says_more_than_and_reads_no_further(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST", 1)
    office.register()
    page = office.cast.client("clerk").get(reverse("incoming:list")).content.decode()
    assert "0+" in page
