"""The made-up requests: built on a database of their own, since they commit."""

from __future__ import annotations

from datetime import date

import pytest

from jinliang.base import ids
from jinliang.base.days import WorkingDays
from jinliang.host.trial import loading, names
from jinliang.host.trial.disclosure import acting, agencies, filling, plans, words
from jinliang.host.trial.disclosure.routes import OPEN, STORIES
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.trace import verification
from jinliang.subsystems.disclosure import rules
from jinliang.subsystems.disclosure.inner.models import Notice, Request

SMALL = len(OPEN) + 40


@pytest.fixture(autouse=True)
def anew():
    agencies.people_of.cache_clear()
    acting._leader.cache_clear()


@pytest.fixture
def built(committed_db):
    loading.load("inner", lambda _: None)
    filling.begin(lambda _: None, SMALL)
    return committed_db


def test_all(built):
    import time

    t = time.time()
    filling.fill(lambda done, count: None)
    print(time.time() - t)
    assert Request.objects.count() == SMALL
