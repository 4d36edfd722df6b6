"""The made-up seals, on a province of their own."""

from __future__ import annotations

from jinliang.host.trial.seals import filling
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.seals import queries
from jinliang.kernel.trace import verification

from ..accounts import GOVERNMENT


def test_every_government_and_who_answers_requests_has_a_seal_asked_for():
    stamps = filling.stamps()
    assert len(stamps) == len({stamp.key for stamp in stamps}) >= 35
    assert {stamp.kind for stamp in stamps} == {"unit", "disclosure"}


def test_seals_are_made_by_those_whose_duty_it_is_and_broken_off_the_rest_is_continued(committed_db, monkeypatch):
    few = [stamp for stamp in filling.stamps() if stamp.unit in (GOVERNMENT, "990121003")]
    monkeypatch.setattr(filling, "stamps", lambda: few)
    filling.make(few[0])
    made = []
    filling.fill(lambda: made.append(1))
    assert len(made) == len(few) - 1
    assert filling.progress() == (len(few), len(few))
    for stamp in few:
        seal = queries.in_use(unit_by_code(stamp.unit).pk, stamp.kind)
        assert seal.is_sample
        assert len({seal.approver_id, seal.keeper_id}) == 2
        assert seal.case.status == "done"
        assert seal.standings.count() == (stamp.kind == "disclosure")
    assert not verification.verify().faults
