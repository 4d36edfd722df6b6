"""A document from the draft to the original, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from jinliang.base import clock
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed
from jinliang.kernel.documents import numbers
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import queries as flow_queries
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.outgoing import printing, queries
from jinliang.subsystems.outgoing.models import Office, Outgoing
from jinliang.subsystems.outgoing.services import drafting, offices
from jinliang.subsystems.outgoing.services.drafting import Enclosed, Rests

from .conftest import NOTICE, Writers, refused

pytestmark = pytest.mark.django_db


def test_a_document_travels_from_the_draft_to_the_original(writers: Writers, printed: Outgoing) -> None:
    assert (printed.is_issued, writers.step(printed)) == (True, "distribute")
    assert (printed.signers, printed.number) == (["王五岳"], f"示政发〔{printed.dated_on:%Y}〕1号")
    assert files.page_count(files.content(printed.file)) == printed.pages
    assert [place["kind"] for place in printed.seal_places] == ["seal"]


def test_the_trace_tells_the_whole_way(writers: Writers, printed: Outgoing) -> None:
    acts = [entry.act for entry in trace.entries(printed.subject)]
    assert [act for act in acts if act.startswith("outgoing.")] == [
        "outgoing.document.start",
        "outgoing.document.write",
        "outgoing.document.signed",
        "outgoing.document.number",
        "outgoing.document.print",
    ]


def test_the_same_beginning_twice_is_one_document(writers: Writers) -> None:
    uuid = uuid4()
    for _ in range(2):
        drafting.start(writers.cast.government.pk, "notice", "关于试行的通知", uuid=uuid, by=writers.drafter)
    assert Outgoing.objects.count() == 1


def test_nobody_drafts_without_the_duty(writers: Writers) -> None:
    with refused(NotAllowed):
        drafting.start(writers.cast.government.pk, "notice", "关于试行的通知", uuid=uuid4(), by=writers.vetter)


def test_what_the_regulation_forbids_is_not_sent_on_and_every_fault_is_told(writers: Writers) -> None:
    outgoing = writers.begin(replace(NOTICE, title="关于护林", main=[]))
    with refused(Invalid) as found:
        writers.move(outgoing, "submit", writers.drafter)
    assert set(found.value.errors) == {"title", "main"}


def test_a_dissolved_unit_is_not_written_to(writers: Writers) -> None:
    outgoing = writers.begin(replace(NOTICE, main=[writers.cast.bureau.name]))
    recipient = outgoing.recipients.get()
    assert recipient.unit_id == writers.cast.bureau.pk
    unit = recipient.unit
    unit.ended_on = outgoing.created_at.date()
    unit.save()
    with refused(Invalid) as found:
        writers.move(outgoing, "submit", writers.drafter)
    assert "已撤销" in found.value.errors["main"][0]


def test_only_who_holds_it_at_a_step_of_writing_changes_it(writers: Writers, draft: Outgoing) -> None:
    with refused(Missing):
        drafting.write(draft, NOTICE, by=writers.cast.stranger)
    writers.move(draft, "submit", writers.drafter)
    with refused(Conflict):
        drafting.write(draft, NOTICE, by=writers.drafter)
    text = writers.with_text(NOTICE, "改为如下安排。", draft)
    drafting.write(draft, text, by=writers.vetter)
    assert queries.words_of(draft) == "改为如下安排。"


def test_the_desk_shows_the_title_as_it_is_now(writers: Writers, draft: Outgoing) -> None:
    drafting.write(draft, replace(NOTICE, title="关于做好春季护林工作的通知", based_on=1), by=writers.drafter)
    (row,) = flow_queries.todo(writers.drafter, "todo").rows
    assert (row.title, writers.again(draft).case.title) == ("关于做好春季护林工作的通知",) * 2


def test_two_people_do_not_overwrite_each_other_unnoticed(writers: Writers, draft: Outgoing) -> None:
    drafting.write(draft, writers.with_text(NOTICE, "第一人的修改。", draft), by=writers.drafter)
    with refused(Conflict):
        drafting.write(draft, replace(NOTICE, text="第二人的修改。", based_on=1), by=writers.drafter)


def test_countersigners_answer_and_it_comes_back_to_the_vetter(writers: Writers, draft: Outgoing) -> None:
    signer = writers.cast.grant("stranger", "outgoing.countersigner")
    writers.move(draft, "submit", writers.drafter)
    writers.move(draft, "to_countersign", writers.vetter, to=[signer.post_id])
    with refused():
        writers.move(draft, "object", signer)
    writers.move(draft, "object", signer, opinion="建议增加经费安排")
    assert writers.step(draft) == "vet"


def test_what_was_reviewed_for_secrets_comes_back_to_the_vetter(writers: Writers) -> None:
    outgoing, reviewer = writers.begin(), writers.cast.grant("chief", "outgoing.secrecy_reviewer")
    writers.move(outgoing, "submit", writers.drafter)
    writers.move(outgoing, "to_secrecy", writers.vetter)
    with refused(match="意见"):
        writers.move(outgoing, "mend", reviewer)
    writers.move(outgoing, "pass", reviewer, opinion="不涉及国家秘密")
    assert writers.step(outgoing) == "vet"


def test_a_change_of_substance_goes_back_before_the_leader(writers: Writers, signed: Outgoing) -> None:
    assert signed.signed_version == queries.text_of(signed).latest
    drafting.write(signed, writers.with_text(NOTICE, "另有安排。", signed), by=writers.clerk)
    writers.move(signed, "substance", writers.clerk, opinion="改变了期限")
    outgoing = writers.again(signed)
    assert (writers.step(outgoing), outgoing.signed_version, outgoing.signers) == ("vet", None, [])


def test_what_was_changed_after_signing_cannot_pass_the_recheck_unseen(writers: Writers, signed: Outgoing) -> None:
    drafting.write(signed, writers.with_text(NOTICE, "改了一个字。", signed), by=writers.clerk)
    with refused():
        writers.move(signed, "pass", writers.clerk)
    writers.move(signed, "pass", writers.clerk, opinion="只改错字，不涉及内容")
    assert writers.step(signed) == "number"


def test_it_is_numbered_once_whatever_goes_back(writers: Writers, numbered: Outgoing) -> None:
    first = writers.again(numbered).number
    writers.move(numbered, "set_again", writers.clerk, opinion="版面不好看")
    writers.move(numbered, "number", writers.clerk)
    assert writers.again(numbered).number == first
    assert numbers.listing(offices.NUMBERS, numbered.unit_id, numbered.dated_on.year).count() == 1


def test_the_number_of_a_document_given_up_stays_in_the_book_with_its_reason(
    writers: Writers, numbered: Outgoing
) -> None:
    manager = writers.cast.grant("chief", "flow.manager")
    flow.void(numbered.case_id, reason="不再印发", by=manager, key="k")
    found = numbers.listing(offices.NUMBERS, numbered.unit_id, numbered.dated_on.year).get()
    assert (found.state, bool(found.reason)) == ("voided", True)


def test_two_clerks_printing_at_once_make_one_original(writers: Writers, numbered: Outgoing) -> None:
    item = writers.item(numbered)
    flow.complete(item, "print", by=writers.clerk, key="once")
    flow.complete(item, "print", by=writers.clerk, key="once")
    with refused(Conflict):
        flow.complete(item, "print", by=writers.clerk, key="again")
    assert len(files.of(numbered.subject)) == 1


def test_a_character_that_no_font_has_is_refused_before_it_is_numbered(writers: Writers) -> None:
    outgoing = writers.signed(replace(NOTICE, text="现任命\U000323af为护林员。"))
    writers.move(outgoing, "pass", writers.clerk)
    with refused(match="字库里没有的字"):
        writers.move(outgoing, "number", writers.clerk)


def test_attachments_are_set_and_what_it_rests_on_is_kept_both_ways(writers: Writers, printed: Outgoing) -> None:
    table = "| 单位 | 人数 |\n|---|---|\n| 甲站 | 3 |"
    given = replace(
        NOTICE,
        title="关于废止护林通知的通知",
        attachments=[Enclosed(uuid4(), "护林员名册", table, 0)],
        bases=[Rests("repeals", "", printed.subject), Rests("cites", "上级来文1号")],
    )
    drafter = writers.clerk
    outgoing = drafting.start(writers.cast.government.pk, "notice", given.title, uuid=uuid4(), by=drafter)
    drafting.write(outgoing, given, by=drafter)
    assert [one.title for one in outgoing.attachments.all()] == ["护林员名册"]
    assert [one.outgoing_id for one in printed.used_by.all()] == [outgoing.pk]
    assert outgoing.bases.get(relation="cites").words == "上级来文1号"


def test_an_upward_document_names_who_signed_it(writers: Writers) -> None:
    given = replace(
        NOTICE,
        kind="request",
        form="upward",
        title="关于增加护林员的请示",
        text="妥否，请批示。",
        main=["甲市人民政府"],
    )
    outgoing = writers.printed(given)
    assert outgoing.signers == ["王五岳"]


def test_orders_are_counted_by_themselves_and_on_from_year_to_year(writers: Writers) -> None:
    order = replace(NOTICE, kind="order", form="order", title="甲县人民政府令", text="现予公布。", main=[])
    assert [writers.printed(order).number, writers.printed().number[-2:]] == ["第1号", "1号"]
    with clock.held_at(clock.now() + timedelta(days=400)):
        assert writers.printed(order).number == "第2号"


def test_a_mark_that_the_standard_does_not_know_is_refused_before_a_document_bears_it(writers: Writers) -> None:
    for mark in ("示政发〔2026〕", "示政发1"):
        with refused(match="代字"):
            offices.save(writers.cast.government.pk, writers.cast.unit.pk, mark, by=writers.clerk)


def test_an_order_bears_its_name_once_and_minutes_say_what_they_are(writers: Writers) -> None:
    order = replace(NOTICE, kind="order", form="order", title="甲县人民政府令", text="现予公布。", main=[])
    text = "会议议定如下。\n出席：王五岳、周二春\n列席：林一鸣"
    minutes = replace(NOTICE, kind="minutes", form="minutes", title="护林专题会议纪要", text=text, main=[])
    today = clock.today()
    first, second = (printing.document_of(writers.begin(given), today, printed_on=today) for given in (order, minutes))
    assert (first.title, first.mark) == ("", (("甲县人民政府",), "令"))
    assert (second.title, second.mark) == ("护林专题会议纪要", (("甲县人民政府",), "会议纪要"))
    assert (len(second.body), second.attendance) == (1, (("出席", "王五岳、周二春"), ("列席", "林一鸣")))


def test_the_department_of_the_section_prints_not_the_section(writers: Writers) -> None:
    office = Office.objects.get()
    assert printing._printer(office) == "政务公开科"
    section = writers.cast.unit
    section.parent = writers.cast.bureau
    section.path = f"{writers.cast.bureau.path}.{section.pk}"
    assert printing._printer(Office(unit=office.unit, section=section)) == "甲县林草局"


def test_a_secrecy_mark_is_refused_at_the_door(
    writers: Writers, monkeypatch: pytest.MonkeyPatch, draft: Outgoing
) -> None:
    told: list[object] = []
    # The alarm is committed beside the transaction, past the end of the test.
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    with refused():
        drafting.write(draft, writers.with_text(NOTICE, "机" + "密★一年\n正文。", draft), by=writers.drafter)
    with refused():
        drafting.write(draft, replace(NOTICE, title="绝" + "密★关于护林的通知"), by=writers.drafter)
    assert len(told) == 2


def test_the_office_of_another_unit_changes_nothing_here(writers: Writers) -> None:
    stranger = writers.cast.grant("stranger", "outgoing.clerk")
    with refused(NotAllowed):
        offices.save(writers.cast.government.pk, stranger.seat.unit_id, "示政发", by=stranger)


LETTER = replace(
    NOTICE, kind="letter", form="letter", title="关于商请支持护林工作的函", text="请予支持。", main=["乙县人民政府"]
)


def test_letters_have_numbers_of_their_own_where_the_office_says_so(writers: Writers) -> None:
    first = writers.printed(LETTER)
    offices.save(first.unit_id, writers.clerk.seat.unit_id, "示政发", letter_mark="示政函", by=writers.clerk)
    second = writers.printed(LETTER)
    year = f"{second.dated_on:%Y}"
    assert [first.number, second.number] == [f"示政发〔{year}〕1号", f"示政函〔{year}〕1号"]


def test_a_letter_mark_is_not_that_of_the_other_book(writers: Writers) -> None:
    with refused(match="相同") as found:
        offices.save(
            writers.cast.government.pk, writers.clerk.seat.unit_id, "示政发", letter_mark="示政发", by=writers.clerk
        )
    assert found.value.field == "letter_mark"


def test_an_order_bears_the_post_of_who_signed_it(writers: Writers) -> None:
    order = replace(NOTICE, kind="order", form="order", title="甲县人民政府令", text="现予公布。", main=[])
    deputy = writers.cast.grant("chief", "outgoing.signer")
    outgoing = writers.begin(order)
    writers.move(outgoing, "submit", writers.drafter)
    assert printing.document_of(outgoing, clock.today(), printed_on=clock.today()).units[0].post == "副县长"
    writers.move(outgoing, "to_sign", writers.vetter, to=[deputy.post_id])
    writers.move(outgoing, "sign", deputy)
    outgoing = writers.again(outgoing)
    assert printing.document_of(outgoing, clock.today(), printed_on=clock.today()).units[0].post == "科长"
