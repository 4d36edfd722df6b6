from datetime import date, datetime

import pytest

from jinliang.base import clock
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.flow import registry
from jinliang.kernel.flow.models import Case, FlowVersion, Item
from jinliang.kernel.org.registry import Duty

from .desk import Desk

MONDAY = date(2026, 1, 5)
HOLDER = Duty("test.holder", "示例办理")


@pytest.fixture(autouse=True)
def _forget_calendar():
    """Editions of other tests' databases have the same numbers."""
    calendar._cache.clear()
    yield
    calendar._cache.clear()


@pytest.fixture
def at():
    """``with at(2026, 1, 5): …`` holds the clock at nine in the morning."""
    return lambda *day, hour=9: clock.held_at(datetime(*day, hour, tzinfo=clock.CHINA))


@pytest.fixture
def bare_case(cast):
    """A case with one open item, as the flow would have opened it."""

    def make(unit=None, **fields):
        unit = unit or cast.unit
        version, _ = FlowVersion.objects.get_or_create(
            flow_key="test.bare", number=1, defaults={"definition": {}, "sha256": "", "published_at": clock.now()}
        )
        case = Case.objects.create(
            flow_version=version, flow_key="test.bare", unit=unit, title="示例办件", subject="", marks={},
            received_on=MONDAY, opened_at=clock.now(), **fields,
        )  # fmt: skip
        Item.objects.create(case=case, step="draft", scope="0", unit=unit, duty=HOLDER.key, opened_at=clock.now())
        return case

    return make


@pytest.fixture
def desk(cast):
    return Desk(cast)


@pytest.fixture
def heard():
    """What the hooks of the letter flow are told during a test."""
    events = []
    registry.on_event("flowtest.letter", lambda case, event, by: events.append(event))
    yield events
    registry.HOOKS["flowtest.letter"].clear()
