"""The made-up documents that come in, on a database of their own."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from jinliang.host.trial.document_exchange import plans
from jinliang.host.trial.documents import ways
from jinliang.host.trial.incoming import acting, filling
from jinliang.host.trial.incoming.papers import CLOSED, FIRST, PAPERS, RETURNED
from jinliang.host.trial.outgoing import acting as outgoing
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.trace import verification
from jinliang.subsystems.incoming import orders, queries
from jinliang.subsystems.incoming.models import Incoming, Office

from ..accounts import GOVERNMENT
from . import places

STEPS = {"second": "instruct", "accept": "handle"}


def test_every_step_occurs_and_no_two_papers_are_alike():
    steps = {"check", "propose", "instruct", "second", "assign", "handle", "accept", CLOSED, RETURNED}
    assert {paper.step for paper in PAPERS} == steps
    assert max(Counter((paper.sender, paper.number) for paper in PAPERS).values()) == 1
    assert max(Counter(paper.title for paper in PAPERS).values()) == 1


def test_no_paper_names_a_real_place():
    written = "\n".join(f"{paper.title}\n{paper.text}\n{paper.sender.name}" for paper in PAPERS)
    assert places.named_in(written) == []


def test_a_few_come_first_and_the_rest_behind_them(committed_db, monkeypatch):
    outgoing.account.cache_clear()
    outgoing.holder.cache_clear()
    monkeypatch.setattr(filling, "PAPERS", (*PAPERS[:FIRST], *PAPERS[FIRST::5], PAPERS[16]))
    filling.begin(lambda _: None)
    assert Incoming.objects.count() == FIRST
    (government,) = Office.objects.filter(unit__code=GOVERNMENT)
    assert [row.order.name for row in orders.standing(government)] == [name for name, _, _ in filling.ORDERS]
    assert not any(place.fault for row in orders.standing(government) for place in row.places)
    filling.fill(lambda: None)
    assert filling.progress() == (len(filling.PAPERS),) * 2
    for paper in filling.PAPERS:
        incoming = Incoming.objects.get(uuid=acting.uuid_of(paper))
        steps = {step for _, step in flow.open_items(incoming.case_id)}
        assert steps == ({STEPS.get(paper.step, paper.step)} - {CLOSED, RETURNED}), paper.name
    (book,) = {number.register for number in numbers_of_this_year()}
    days = [number.at for number in book.numbers.order_by("n")]
    assert all(first <= second for first, second in pairwise(days))
    assert not verification.verify().faults


def numbers_of_this_year():
    year = Incoming.objects.latest("received_on").received_on.year
    return numbers.listing(queries.NUMBERS, unit_by_code(GOVERNMENT).pk, year).select_related("register")


def test_no_number_that_is_made_up_is_counted_by_an_office_of_the_trial():
    """A paper with the number of another is refused by the register."""
    counted = {*ways.MARKS.values(), *ways.LETTER_MARKS.values()}
    assert not counted & {paper.sender.mark for paper in PAPERS}
    assert not counted & set(plans.MARKS.values())
