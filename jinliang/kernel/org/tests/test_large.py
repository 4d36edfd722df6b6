"""57,000 people: what a list asks of the database must not grow with them."""

import pytest
from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.kernel.org import queries, services
from jinliang.kernel.org.models import User

pytestmark = pytest.mark.django_db


def plan(rows):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE org_user")
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


@pytest.mark.parametrize("text", ["zhangs", "zs"])
def test_pinyin_and_initials_are_looked_up_in_their_indexes(cast, text):
    found = plan(User.objects.filter(initials__startswith=text) | User.objects.filter(pinyin__startswith=text))
    assert "org_user_initials" in found
    assert "org_user_pinyin" in found


def test_search_finds_every_person_in_pinyin_order(cast):
    rows = [services.PersonRow(f"u{n}", f"张{'山川湖海'[n % 4]}", "99012102", "科员") for n in range(8)]
    services.load_people(rows, by=SYSTEM)
    assert [user.name for user in queries.search_people("zhang", SYSTEM)][:3] == ["张川", "张川", "张海"]
