"""What only several connections at once can show of leave."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

from django.db import connection

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.flow import versions
from jinliang.kernel.flow.models import Case
from jinliang.subsystems.personal_office.models import Leave
from jinliang.subsystems.personal_office.services.leave import Wish, apply
from tests.cast import make_cast


def test_of_two_at_once_on_the_same_days_one_is_kept_and_a_repeated_one_is_one(committed_db):
    versions.publish_all()
    clerk, first = make_cast().clerk, clock.today() + timedelta(days=3)
    twice, other = uuid4(), uuid4()

    def ask(given: tuple[object, date]) -> str:
        uuid, begin = given
        try:
            return str(apply(Wish("trip", begin, begin + timedelta(days=2), "到示例市开会"), uuid=uuid, by=clerk).uuid)
        except Refusal:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, [(twice, first)] * 3 + [(other, first + timedelta(days=1))] * 3))
    kept = Leave.objects.get()
    assert sorted(answers) == ["", "", "", *[str(kept.uuid)] * 3]
    assert Case.objects.count() == 1
