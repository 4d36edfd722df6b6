"""The pages, as the people of the unit and strangers find them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.kernel.documents import editor, numbers
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.subsystems.outgoing import queries
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services.drafting import Enclosed

from .conftest import NOTICE, Writers

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    return {
        "kind": "notice", "form": "document", "title": NOTICE.title, "text": NOTICE.text, "based_on": "1",
        "main": "各乡镇林业工作站、甲县林草局", "copies": "", "note": "", "key": str(uuid4()),
    } | changes  # fmt: skip


def test_a_drafter_begins_writes_and_sends(writers: Writers) -> None:
    client = writers.cast.client("handler")
    given = {"kind": "notice", "title": NOTICE.title, "urgency": "1", "_uuid": str(uuid4())}
    answer = client.post(reverse("outgoing:new"), given)
    outgoing = Outgoing.objects.get()
    assert answer.headers["Location"] == reverse("outgoing:edit", args=[outgoing.uuid])
    page = client.post(reverse("outgoing:edit", args=[outgoing.uuid]), typed(based_on="0", send="1"))
    assert page.status_code == 302
    assert writers.step(outgoing) == "vet"
    assert [one.name for one in outgoing.recipients.all()] == ["各乡镇林业工作站", "甲县林草局"]


def test_faults_stand_at_their_fields_and_nothing_is_lost(writers: Writers, draft: Outgoing) -> None:
    address = reverse("outgoing:edit", args=[draft.uuid])
    page = writers.cast.client("handler").post(address, typed(title="关于护林", main="", text="新写的。", send="1"))
    assert page.status_code == 422
    words = page.content.decode()
    assert "没有以文种“通知”结尾" in words
    assert "没有主送机关" in words
    assert "新写的。" in words
    assert queries.words_of(draft) == NOTICE.text


def test_the_rules_speak_while_one_types_and_keep_nothing(writers: Writers, draft: Outgoing) -> None:
    address = reverse("outgoing:check", args=[draft.uuid])
    page = writers.cast.client("handler").post(address, typed(kind="request", form="upward", title="关于经费的请示"))
    assert "请示有 2 个主送机关" in page.content.decode()
    assert writers.again(draft).kind == "notice"


def test_attachments_are_added_and_taken_away_on_the_page(writers: Writers, draft: Outgoing) -> None:
    client, address = writers.cast.client("handler"), reverse("outgoing:edit", args=[draft.uuid])
    page = client.post(address, typed(add="1")).content.decode()
    key = page.split('name="attachment" value="')[1].split('"')[0]
    assert f'type="checkbox" name="is_turned_{key}"' in page
    client.post(address, typed(attachment=key, **{f"title_{key}": "名册", f"text_{key}": "甲乙丙"}, save="1"))
    assert draft.attachments.get().title == "名册"


@pytest.mark.parametrize("who", ["stranger", "chief"])
def test_a_stranger_finds_nothing(writers: Writers, who: str, draft: Outgoing) -> None:
    client = writers.cast.client(who)
    for name in ("edit", "proof_pdf"):
        assert client.get(reverse(f"outgoing:{name}", args=[draft.uuid])).status_code == 404
    assert client.get(reverse("outgoing:number", args=[writers.item(draft)])).status_code == 404


def test_an_attachment_is_drafted_drawn_and_compared_like_the_text(writers: Writers) -> None:
    outgoing, key = writers.begin(), str(uuid4())
    client, address = writers.cast.client("handler"), reverse("outgoing:edit", args=[outgoing.uuid])
    sent = typed(attachment=key, save="1", **{f"title_{key}": "名册", f"text_{key}_drawn": editor.drawn("| 甲 | 乙 |")})
    client.post(address, sent)
    attached = documents.of(outgoing.attachments.get().subject)[0]
    assert plain.to_plain(documents.version(attached).text) == "| 甲 | 乙 |"
    client.post(f"/documents/{attached.pk}/draft/", {"text": "| 甲 | 丙 |", "based_on": "1"})
    assert "| 甲 | 丙 |" in client.get(address).content.decode()
    assert address in client.get(f"/documents/{attached.pk}/draft/compare/").content.decode()


def test_the_drafter_cannot_open_the_clerks_pages(writers: Writers, rechecked: Outgoing) -> None:
    item = writers.item(rechecked)
    assert writers.cast.client("handler").get(reverse("outgoing:number", args=[item])).status_code == 409


def test_the_clerk_numbers_and_prints_with_the_sheets_before_him(writers: Writers, rechecked: Outgoing) -> None:
    client = writers.cast.client("clerk")
    for name in ("number", "print"):
        address = reverse(f"outgoing:{name}", args=[writers.item(rechecked)])
        assert "proof-1.png" in client.get(address).content.decode()
        assert client.post(address, {"key": str(uuid4())}).status_code == 302
    assert writers.again(rechecked).printed_at


def test_the_register_lists_filters_and_goes_out_as_a_table(writers: Writers) -> None:
    writers.begin()
    client = writers.cast.client("clerk")
    assert NOTICE.title in client.get(reverse("outgoing:list")).content.decode()
    assert "没有符合条件的公文" in client.get(reverse("outgoing:list"), {"text": "没有这样的"}).content.decode()
    assert client.get(reverse("outgoing:export")).content[:2] == b"PK"


def test_the_case_page_shows_the_document_and_what_is_wrong_with_it(writers: Writers, draft: Outgoing) -> None:
    page = writers.cast.client("handler").get(reverse("desk:case", args=[draft.case_id])).content.decode()
    assert "加强巡护" in page
    assert reverse("outgoing:edit", args=[draft.uuid]) in page


def test_the_register_begins_with_the_newest_and_marks_its_tab(writers: Writers) -> None:
    first, second = writers.printed(), writers.printed(replace(NOTICE, title="关于第二件事项的通知"))
    Outgoing.objects.filter(pk=first.pk).update(dated_on=second.dated_on + timedelta(days=1))
    page = writers.cast.client("clerk").get(reverse("outgoing:list"), {"tab": "printed"}).content.decode()
    assert page.index(NOTICE.title) < page.index("关于第二件事项的通知")
    assert '?tab=printed" aria-current="page"' in page


def test_what_is_attached_is_read_on_the_case_page_and_beside_the_sheets(writers: Writers) -> None:
    given = replace(NOTICE, attachments=[Enclosed(uuid4(), "名册", "甲站三人。", 0)])
    outgoing = writers.signed(given)
    writers.move(outgoing, "pass", writers.clerk)
    client = writers.cast.client("clerk")
    for address in (
        reverse("desk:case", args=[outgoing.case_id]),
        reverse("outgoing:number", args=[writers.item(outgoing)]),
    ):
        assert "甲站三人。" in client.get(address).content.decode()


def test_the_vetter_is_told_for_which_moves_he_chooses(writers: Writers, draft: Outgoing) -> None:
    writers.move(draft, "submit", writers.drafter)
    page = writers.cast.client("vetter").get(reverse("desk:case", args=[draft.case_id])).content.decode()
    assert "（“送会签”时选择）" in page
    assert f'{reverse("desk:choose")}?duty=outgoing.countersigner&amp;many=1"' in page


def test_only_those_are_offered_who_have_the_duty(writers: Writers) -> None:
    writers.cast.grant("handler", "outgoing.countersigner")
    client, found = writers.cast.client("vetter"), {}
    for text in ("郑四维", "周二春"):
        answer = client.get(reverse("desk:choose"), {"q": text, "duty": "outgoing.countersigner"})
        found[text] = answer.content.decode()
    assert f'data-jl-choose="{writers.cast.handler.post_id}"' in found["郑四维"]
    assert "没有找到“周二春”（只列有“公文会签”职责的人）" in found["周二春"]


def test_the_list_asks_no_more_for_many_rows_than_for_few(writers: Writers, django_assert_max_num_queries) -> None:
    for _ in range(3):
        writers.begin()
    client = writers.cast.client("clerk")
    client.get(reverse("outgoing:list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("outgoing:list"))


def test_the_clerk_finds_the_books_of_the_unit_from_the_register_and_settles_numbers(writers: Writers) -> None:
    outgoing, client = writers.printed(), writers.cast.client("clerk")
    books = reverse("documents:numbers")
    assert books in client.get(reverse("outgoing:list")).content.decode()
    page = client.get(books).content.decode()
    assert "示政发" in page
    assert "开簿" not in page
    book = numbers.registers_of(outgoing.unit_id).get()
    assert outgoing.number in client.get(reverse("documents:register", args=[book.pk])).content.decode()
    assert writers.cast.client("handler").get(books).status_code == 403


def test_the_print_run_is_stated_before_printing_and_numbered_copies_need_it(
    writers: Writers, numbered: Outgoing
) -> None:
    client, address = writers.cast.client("clerk"), reverse("outgoing:print", args=[writers.item(numbered)])
    for run, words in ((None, "没有填印数"), ("很多", "应当是数字")):
        sent = {"key": str(uuid4()), "has_copy_numbers": "on", "print_run": run or ""}
        page = client.post(address, sent)
        assert (page.status_code, words in page.content.decode()) == (422, True)
    client.post(address, {"key": str(uuid4()), "has_copy_numbers": "on", "print_run": "30"})
    outgoing = writers.again(numbered)
    assert (outgoing.print_run, outgoing.printed_at is not None) == (30, True)
    page = client.get(reverse("desk:case", args=[outgoing.case_id])).content.decode()
    assert "30 份，份号 000001—000030" in page


def test_a_number_set_aside_in_the_book_is_chosen_on_the_page_of_numbering(writers: Writers) -> None:
    outgoing, client = writers.signed(), writers.cast.client("clerk")
    writers.move(outgoing, "pass", writers.clerk)
    book = numbers.registers_of(outgoing.unit_id).get()
    answer = client.post(reverse("documents:set_aside", args=[book.pk]), {"count": "2", "reason": "配套文件"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "预留待用 2 个" in page
    assert client.post(reverse("documents:set_aside", args=[book.pk]), {"count": "2"}).status_code == 422
    second = numbers.free_of(book).last()
    assert second
    address = reverse("outgoing:number", args=[writers.item(outgoing)])
    assert f"{second.text}（预留：配套文件）" in client.get(address).content.decode()
    assert client.post(address, {"key": str(uuid4()), "reserved": str(second.pk)}).status_code == 302
    assert writers.again(outgoing).number == second.text
    assert "配套文件" in client.get(reverse("documents:register", args=[book.pk])).content.decode()
