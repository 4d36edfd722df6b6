"""What a document rests on: chosen among those of one's own sight, shown on both, kept by whoever writes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from jinliang.base.errors import Refusal
from jinliang.subsystems.outgoing.bases import words_of
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import drafting
from jinliang.subsystems.outgoing.services.drafting import Rests

from .conftest import NOTICE, Writers, refused
from .test_pages import typed

pytestmark = pytest.mark.django_db

NEXT = replace(NOTICE, title="关于做好春季护林工作的通知")


def page_of(writers: Writers, outgoing: Outgoing, who: str) -> str:
    return writers.cast.client(who).get(reverse("desk:case", args=[outgoing.case_id])).content.decode()


def test_a_document_of_ones_own_sight_is_found_by_title_and_number_and_chosen(
    writers: Writers, printed: Outgoing
) -> None:
    second = writers.begin(NEXT)
    client, address = writers.cast.client("handler"), reverse("outgoing:bases", args=[second.uuid])
    for text in ("冬季护林", printed.number):
        assert printed.subject in client.get(address, {"q": text}).content.decode()
    assert second.subject not in client.get(address, {"q": "护林"}).content.decode()
    edit = reverse("outgoing:edit", args=[second.uuid])
    drawn = client.post(edit, typed(rest=printed.subject)).content.decode()
    assert f'name="target" value="{printed.subject}"' in drawn
    sent = typed(title=NEXT.title, relation=["cites", "cites"], basis=["", "上级来文1号"], target=[printed.subject, ""])
    assert client.post(edit, sent | {"save": "1"}).status_code == 302
    assert [(one.target, one.words) for one in second.bases.order_by("pk")] == [
        (printed, words_of(printed.title, printed.number)),
        (None, "上级来文1号"),
    ]


def test_both_pages_of_the_chain_lead_to_the_other_within_the_readers_sight(
    writers: Writers, printed: Outgoing
) -> None:
    second = writers.begin(replace(NEXT, bases=[Rests("cites", "", printed.subject)]))
    assert reverse("outgoing:show", args=[printed.uuid]) in page_of(writers, second, "handler")
    there = page_of(writers, printed, "clerk")
    assert second.title in there
    assert "被引用" in there


def test_what_an_earlier_writer_chose_stays_where_the_next_may_not_see_it(writers: Writers, printed: Outgoing) -> None:
    second = writers.begin(replace(NEXT, bases=[Rests("cites", "", printed.subject)]))
    writers.move(second, "submit", writers.drafter)
    writers.move(second, "to_countersign", writers.vetter, to=[countersigner(writers)])
    hidden = page_of(writers, second, "stranger")
    assert printed.title in hidden
    assert reverse("outgoing:show", args=[printed.uuid]) not in hidden


def countersigner(writers: Writers) -> int:
    return writers.cast.grant("stranger", "outgoing.countersigner").post_id or 0


def test_a_subject_beyond_ones_sight_is_no_more_than_words(writers: Writers) -> None:
    elsewhere = "incoming.document/00000000-0000-7000-8000-000000000001"
    second = writers.begin(replace(NEXT, bases=[Rests("cites", "某文", elsewhere), Rests("cites", "", "没有/这样的")]))
    assert [(one.words, one.subject) for one in second.bases.all()] == [("某文", "")]


def test_only_what_went_out_can_be_repealed(writers: Writers) -> None:
    first, second = writers.begin(), writers.begin(NEXT)
    text = writers.with_text(replace(NEXT, bases=[Rests("repeals", "", first.subject)]), NEXT.text, second)
    with refused(Refusal, match="还没有成文"):
        drafting.write(second, text, by=writers.drafter)


def test_the_search_is_closed_to_strangers(writers: Writers) -> None:
    address = reverse("outgoing:bases", args=[writers.begin().uuid])
    assert writers.cast.client("stranger").get(address, {"q": "护林"}).status_code == 404
