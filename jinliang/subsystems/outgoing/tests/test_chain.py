"""The chain of what answers, cites, repeals and forwards what, over several steps and within the reader's sight."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from jinliang.base.errors import Missing
from jinliang.subsystems.outgoing import chain
from jinliang.subsystems.outgoing.models import Basis, Outgoing
from jinliang.subsystems.outgoing.services.drafting import Rests

from .conftest import NOTICE, Writers, refused

pytestmark = pytest.mark.django_db


def begun(writers: Writers, matter: str, *rests: tuple[str, Outgoing]) -> Outgoing:
    bases = [Rests(relation, "", one.subject) for relation, one in rests]
    return writers.begin(replace(NOTICE, title=f"关于{matter}的通知", bases=bases))


def told(lines: list[chain.Line]) -> list[tuple[int, str]]:
    return [(one.depth, one.relation or f"另有{one.hidden}") for one in lines]


def test_it_is_followed_over_several_steps_in_both_directions(writers: Writers) -> None:
    first = begun(writers, "甲")
    second = begun(writers, "乙", ("answers", first))
    third = begun(writers, "丙", ("cites", second))
    fourth = begun(writers, "丁", ("forwards", third))
    found = chain.chain(writers.drafter, second.subject)
    assert [(one.depth, one.relation, one.words) for one in found.above] == [(0, "答复", first.title)]
    assert [(one.depth, one.relation, one.words) for one in found.below] == [
        (0, "被引用", third.title),
        (1, "被转发", fourth.title),
    ]


def test_a_circle_ends_where_it_began(writers: Writers) -> None:
    first = begun(writers, "甲")
    second = begun(writers, "乙", ("cites", first))
    Basis.objects.create(outgoing=first, relation="cites", target=second, words=second.title)
    found = chain.chain(writers.drafter, first.subject)
    assert told(found.above) == [(0, "引用"), (1, "引用")]
    assert [one.is_repeated for one in found.above] == [False, True]


def test_what_the_reader_may_not_see_is_counted_and_nothing_of_it_is_told(writers: Writers) -> None:
    secret = writers.printed(replace(NOTICE, title="关于某事的通知"))
    follows = begun(writers, "乙", ("cites", secret))
    again = begun(writers, "丙", ("cites", follows))
    stranger = writers.cast.grant("stranger", "outgoing.countersigner")
    writers.move(follows, "submit", writers.drafter)
    writers.move(follows, "to_countersign", writers.vetter, to=[stranger.post_id])
    found = chain.chain(stranger, follows.subject)
    # The draft that nobody has issued is not even counted.
    assert (told(found.above), told(found.below)) == ([(0, "另有1")], [])
    page = writers.cast.client("stranger").get(chain.page_of(follows.subject)).content.decode()
    assert "另有 1 件" in page
    assert secret.title not in page
    with refused(Missing):
        chain.chain(stranger, again.subject)


def test_a_repealed_document_says_so_first_of_all_once_the_other_has_gone_out(
    writers: Writers, printed: Outgoing
) -> None:
    address = reverse("desk:case", args=[printed.case_id])
    second = writers.begin(
        replace(NOTICE, title="关于废止护林通知的通知", bases=[Rests("repeals", "", printed.subject)])
    )
    assert "本文已被废止" not in writers.cast.client("clerk").get(address).content.decode()
    writers.move(second, "submit", writers.drafter)
    writers.move(second, "to_sign", writers.vetter, to=[writers.leader.post_id])
    writers.move(second, "sign", writers.leader)
    for move in ("pass", "number", "print"):
        writers.move(second, move, writers.clerk)
    page = writers.cast.client("clerk").get(address).content.decode()
    assert "本文已被废止" in page
    assert second.title in page


def test_a_document_is_found_by_title_or_number_and_its_chain_is_one_click_away(
    writers: Writers, printed: Outgoing
) -> None:
    second = begun(writers, "乙", ("cites", printed))
    third = begun(writers, "丙", ("cites", second))
    client, address = writers.cast.client("clerk"), reverse("outgoing:chain")
    assert chain.page_of(printed.subject) in client.get(address, {"q": printed.number}).content.decode()
    page = client.get(address, {"of": printed.subject}).content.decode()
    assert second.title in page
    assert third.title in page
    assert "整条行文链" in client.get(reverse("desk:case", args=[printed.case_id])).content.decode()
    assert writers.cast.client("stranger").get(address, {"of": printed.subject}).status_code == 404
    assert client.get(address, {"of": "没有/这样的"}).status_code == 404
