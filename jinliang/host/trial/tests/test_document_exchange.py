"""The made-up exchange, on a database of its own."""

from __future__ import annotations

import pytest

from jinliang.host.trial.accounts import GOVERNMENT
from jinliang.host.trial.document_exchange import acting, filling
from jinliang.host.trial.document_exchange.plans import MATTERS, OPEN, PLANS
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import verification
from jinliang.subsystems.document_exchange import queries, receptions
from jinliang.subsystems.document_exchange.models import Copy, Dispatch

from . import places


def test_no_document_names_a_real_place():
    written = "\n".join(f"{plan.title}{plan.text}" for plan in PLANS)
    assert places.named_in(written) == []
    assert {plan.matter for plan in PLANS} == set(range(len(MATTERS)))


def test_what_waits_comes_first_and_broken_off_the_rest_is_continued(committed_db, monkeypatch):
    acting.clerk_of.cache_clear()
    monkeypatch.setattr(filling, "PLANS", PLANS[: len(OPEN) + 2])
    everybody_has_a_clerk()
    filling.begin(lambda _: None)
    assert Dispatch.objects.count() == len(OPEN)
    the_stage_finds_something()
    with pytest.raises(KeyboardInterrupt):
        filling.fill(broken_off)
    filling.begin(lambda _: None)
    filling.fill(lambda: None)
    assert filling.progress() == (len(filling.PLANS),) * 2
    assert Copy.objects.filter(state="signed").exists()
    assert not verification.verify().faults


def broken_off():
    raise KeyboardInterrupt


def everybody_has_a_clerk():
    units = list(org.units().exclude(kind="section").values_list("pk", flat=True))
    assert receptions.without_clerk(units) == []


def the_stage_finds_something():
    government = org.unit_by_code(GOVERNMENT).pk
    for login in ("clerk", "chief", "leader"):
        actor = identity.actor_for(org.user_by_username(login))
        assert government in receptions.served(actor)
        assert queries.waiting(actor) >= 3
        assert queries.sent_by(actor).exists()
