"""Units that another node publishes stand beside the own ones and are nobody's seat."""

from __future__ import annotations

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.org import foreign, queries, services
from jinliang.kernel.org.models import Unit
from jinliang.kernel.org.services import DivisionRow, UnitRow
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NODE = "丙县"
PLACES = (DivisionRow("990123", "丙县", 3),)
# The code of an own unit too: each node numbers its own.
GOVERNMENT = UnitRow("99012101", "丙县人民政府", "government", 3, "990123", short_name="丙县政府")
BUREAU = UnitRow("99012302", "丙县林草局", "department", 3, "990123", "99012101")


def take(*rows: UnitRow) -> services.foreign.Taken:
    return services.take_node(NODE, rows, PLACES, by=SYSTEM)


def test_units_of_another_node_are_found_by_whoever_asks_for_them_and_by_nobody_else(cast: Cast) -> None:
    assert take(GOVERNMENT, BUREAU).added == 2
    bureau = foreign.published(NODE).get(code="99012302")
    assert bureau.parent.name == "丙县人民政府"
    assert bureau.division.parent == cast.government.division.parent
    assert foreign.units_by_name(["丙县林草局", "甲县林草局"]) == {"丙县林草局": bureau, "甲县林草局": cast.bureau}
    assert foreign.nodes_of([bureau.pk, cast.bureau.pk]) == {bureau.pk: NODE}
    assert bureau not in queries.units()
    assert queries.unit_by_code("99012101") == cast.government
    with pytest.raises(Missing):
        queries.unit(bureau.pk)


def test_an_edition_is_whole_what_it_leaves_out_is_dissolved_and_can_come_back(cast: Cast) -> None:
    take(GOVERNMENT, BUREAU)
    taken = take(UnitRow("99012101", "丙县政府", "government", 3, "990123"))
    assert (taken.added, taken.changed, taken.ended) == (0, 1, 1)
    assert list(foreign.units().values_list("name", flat=True)) == ["丙县政府"]
    assert take(GOVERNMENT, BUREAU).changed == 2
    assert foreign.units().count() == 2
    again = take(GOVERNMENT, BUREAU)
    assert (again.added, again.changed, again.ended) == (0, 0, 0)


def test_counties_of_other_nodes_stand_below_the_prefecture_in_whose_division_they_are(cast: Cast) -> None:
    take(GOVERNMENT, BUREAU)
    prefecture = Unit.objects.get(code="99010001")
    assert set(foreign.below(prefecture).values_list("name", flat=True)) == {"丙县人民政府", "丙县林草局"}
    assert not foreign.below(cast.government).exists()


def test_a_unit_that_writes_before_its_node_published_it_is_met_once(cast: Cast) -> None:
    unit = services.meet_unit(NODE, BUREAU, PLACES, by=SYSTEM)
    assert services.meet_unit(NODE, BUREAU, PLACES, by=SYSTEM) == unit
    assert take(GOVERNMENT, BUREAU).added == 1


def test_a_directory_with_a_code_twice_or_a_strange_level_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="重复"):
        take(GOVERNMENT, GOVERNMENT)
    with pytest.raises(Refusal, match="不认识"):
        take(UnitRow("1", "某单位", "department", 9, "990123"))
