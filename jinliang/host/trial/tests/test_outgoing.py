"""The made-up documents, on a database of their own."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from jinliang.host.trial import filling as all_filling
from jinliang.host.trial.joint import filling as joint
from jinliang.host.trial.outgoing import acting, filling, texts
from jinliang.host.trial.outgoing.papers import FIRST, PAPERS, PRINTED
from jinliang.host.trial.seals import filling as seals
from jinliang.host.trial.step_tables import filling as step_tables
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.trace import verification
from jinliang.subsystems.outgoing import copying, queries, rules
from jinliang.subsystems.outgoing.models import Outgoing

from . import places


def test_all_kinds_and_steps_occur_and_some_have_attachments():
    assert {paper.kind for paper in PAPERS} == set(rules.KINDS)
    assert {paper.step for paper in PAPERS} == {
        "draft", "vet", "countersign", "legal", "secrecy", "sign", "recheck", "number", "proof", "seal", "distribute",
        PRINTED,
    }  # fmt: skip
    assert len([paper for paper in PAPERS if paper.step == PRINTED]) >= 25
    assert len([paper for paper in PAPERS if paper.wording.attached]) > 6
    assert len({paper.name for paper in PAPERS}) == len(PAPERS)


def test_no_document_names_a_real_place():
    written = "\n".join(f"{paper.wording.title}\n{paper.wording.text}\n{paper.wording.attached}" for paper in PAPERS)
    assert places.named_in(written) == []


def test_a_few_come_first_and_broken_off_the_rest_is_continued(committed_db, monkeypatch):
    acting.account.cache_clear()
    acting.holder.cache_clear()
    acting.keeper.cache_clear()
    monkeypatch.setattr(filling, "PAPERS", (*PAPERS[:FIRST], *PAPERS[FIRST::4]))
    filling.begin(lambda _: None)
    assert Outgoing.objects.count() == FIRST
    at_steps_they_stand_at()
    step_tables.begin(lambda _: None)
    step_tables.begin(lambda _: None)
    reviewed = Outgoing.objects.get(uuid=acting.uuid_of(step_tables.PAPER)).case_id
    assert flow.open_steps([reviewed], "outgoing.document") == {reviewed: [step_tables.REVIEW]}
    for _ in range(2):
        joint.begin(lambda _: None)
    joined = Outgoing.objects.get(uuid=acting.uuid_of(joint.PAPER)).case_id
    assert flow.open_steps([joined], "outgoing.document") == {joined: ["联署机关签发"]}
    for stamp in seals.stamps():
        if stamp.kind == "unit" and stamp.unit in filling.MARKS:
            seals.make(stamp)
    with pytest.raises(KeyboardInterrupt):
        filling.fill(broken_off)
    filling.begin(lambda _: None)
    filling.fill(lambda: None)
    assert filling.progress() == (len(filling.PAPERS),) * 2
    at_steps_they_stand_at()
    some_numbered_copies_are_out_and_some_came_back()
    books_are_in_order()
    assert not verification.verify().faults


def broken_off():
    raise KeyboardInterrupt


def at_steps_they_stand_at():
    for paper in filling.PAPERS:
        if outgoing := Outgoing.objects.filter(uuid=acting.uuid_of(paper)).first():
            steps = {step for _, step in flow.open_items(outgoing.case_id)}
            assert steps == ({paper.step} - {PRINTED}), paper.name
            assert bool(outgoing.printed_at) == (paper.step in ("seal", "distribute", PRINTED))
            assert bool(outgoing.sealed_at) == (paper.step in ("distribute", PRINTED) and acting.bears_seal(paper))
            assert [fault.what for fault in queries.faults(outgoing) if fault.is_grave] == []


def some_numbered_copies_are_out_and_some_came_back():
    for paper in filling.PAPERS:
        outgoing = Outgoing.objects.get(uuid=acting.uuid_of(paper))
        counts = copying.counts(copying.papers(outgoing))
        assert outgoing.has_copy_numbers == (counts["all"] > 0) == (paper.numbered_copies > 0)
        if paper.numbered_copies:
            assert counts["all"] == paper.numbered_copies
            assert all(counts[tab] for tab in ("out", "returned", "here"))


def books_are_in_order():
    """Whatever was made first: a later number bears no earlier day."""
    for code in filling.MARKS:
        for book in numbers.registers_of(unit_by_code(code).pk):
            days = [number.at for number in book.numbers.order_by("n")]
            assert all(first <= second for first, second in pairwise(days))
            assert {number.get_state_display() for number in book.numbers.all()} <= {"已用"}


def test_progress_counts_both_subsystems(monkeypatch):
    told = []
    monkeypatch.setattr(all_filling.outgoing, "progress", lambda: (1, 3))
    monkeypatch.setattr(all_filling.disclosure, "progress", lambda: (0, 2))
    monkeypatch.setattr(all_filling.document_exchange, "progress", lambda: (0, 0))
    monkeypatch.setattr(all_filling.document_exchange, "fill", lambda step: None)
    monkeypatch.setattr(all_filling.seals, "progress", lambda: (0, 0))
    monkeypatch.setattr(all_filling.seals, "fill", lambda step: None)
    monkeypatch.setattr(all_filling.documents, "progress", lambda: (0, 0))
    monkeypatch.setattr(all_filling.documents, "fill", lambda step: None)
    monkeypatch.setattr(all_filling.incoming, "progress", lambda: (0, 0))
    monkeypatch.setattr(all_filling.incoming, "fill", lambda step: None)
    monkeypatch.setattr(all_filling.outgoing, "fill", lambda step: [step(), step()])
    monkeypatch.setattr(all_filling.disclosure, "fill", lambda step: [step(1, 2), step(2, 2)])
    all_filling.fill(lambda *given: told.append(given))
    assert told == [(2, 5), (3, 5), (4, 5), (5, 5)]
    assert all_filling.progress() == (1, 5)


def test_every_wording_is_used():
    used = {id(paper.wording) for paper in PAPERS}
    all_wordings = [one for one in vars(texts).values() if isinstance(one, texts.Wording)] + [*texts.NOTICES.values()]
    assert [one.title for one in all_wordings if id(one) not in used] == []
    assert max(Counter(paper.wording.title for paper in PAPERS).values()) == 1
