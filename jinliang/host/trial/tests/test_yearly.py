from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jinliang.base import ids
from jinliang.host.trial.disclosure.agencies import Agency
from jinliang.host.trial.disclosure.yearly import Yearly
from jinliang.subsystems.disclosure.inner.services import offices
from jinliang.subsystems.disclosure.report import services
from jinliang.subsystems.disclosure.report.rules import Scope

pytestmark = pytest.mark.django_db
YEAR = 2025
VALUES = {
    "address": "示例路1号",
    "telephone": "0000-1000000",
    "hours": "工作日9:00至17:00",
    "reconsideration_organ": "甲市人民政府",
}


def test_a_report_that_people_began_while_the_trial_was_filled_is_left_to_them(cast):
    clerk, chief = cast.grant("clerk", "disclosure.clerk"), cast.grant("chief", "disclosure.chief")
    offices.save(cast.government.pk, cast.unit.pk, "甲", VALUES, by=chief)
    agency = Agency(cast.government.code, cast.unit.code, "甲", "甲县", 1)
    ours = Yearly(agency, YEAR, Scope.UNIT, (date(2026, 1, 9), date(2026, 1, 12), date(2026, 1, 13)))
    assert not ours.is_there()
    services.start(cast.government.pk, YEAR, Scope.UNIT, uuid=ids.new_id(), by=clerk)
    assert ours.is_there()
    assert replace(ours, corrects=ours.uuid).is_there()
    assert not replace(ours, scope=Scope.AREA).is_there()
    assert not replace(ours, year=YEAR - 1).is_there()
