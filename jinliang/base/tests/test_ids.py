from datetime import datetime
from random import Random

from jinliang.base import clock, ids


def test_ids_of_one_moment_sort_as_they_were_made():
    with clock.held_at(datetime(2026, 3, 2, 10, tzinfo=clock.CHINA)):
        made = [ids.new_id() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_what_is_drawn_from_the_same_chance_is_the_same():
    def drawn():
        with clock.held_at(datetime(2026, 3, 2, 10, tzinfo=clock.CHINA)), ids.drawn_from(Random("a")):
            return [ids.new_id(), ids.new_code(), ids.new_id()]

    assert drawn() == drawn()
    assert ids.new_code() != ids.new_code()


def test_only_a_number_that_the_database_keeps_is_one():
    assert ids.number_in("12") == 12
    assert [ids.number_in(text) for text in ("", "-1", "1.5", "²", "x", "9" * 18)] == [None] * 6
    assert ids.number_in("123456", digits=5) is None
    assert ids.numbers_in(["3", "²", "1"]) == [3, 1]
