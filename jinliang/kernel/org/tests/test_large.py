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


def test_a_part_of_a_name_or_its_first_letter_is_found(cast):
    names = ("张山川", "周张", "李川山")
    services.load_people(
        [services.PersonRow(f"u{n}", name, "99012102", "科员") for n, name in enumerate(names)], by=SYSTEM
    )
    found = lambda text: {user.name for user in queries.search_people(text, SYSTEM)} & set(names)  # noqa: E731
    assert found("张") == {"张山川", "周张"}
    assert found("山川") == {"张山川"}, "both characters, in this order"
    assert found("z") == {"张山川", "周张"}


def test_a_part_of_a_name_is_read_off_an_index(cast):
    with connection.cursor() as cursor:
        # With a handful of people every way is as short: leave the planner only those that read the condition.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "org_user_characters" in queries.search_people("张", SYSTEM).explain()
