import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.kernel.typesetting import cells
from jinliang.kernel.typesetting.tests import grids

WORD = st.just("甲")
STEADY = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=25)


def wide(across, down=1):
    return cells.cell("甲", across, down)


@STEADY
@given(grids.rows(WORD))
def test_every_slot_of_a_legal_grid_is_covered_once(rows):
    places = [place for row in cells.placed(rows) for place in row]
    covered = sorted(
        (place.row + y, place.column + x) for place in places for y in range(place.down) for x in range(place.across)
    )
    width = sum(cells.spans(one)[0] for one in rows[0])
    assert covered == [(row, column) for row in range(len(rows)) for column in range(width)]
    assert [[place.cell for place in row] for row in cells.placed(rows)] == rows


@STEADY
@given(grids.rows(WORD), st.data())
def test_a_grid_with_a_cell_too_many_or_one_larger_is_unfit(rows, data):
    at = data.draw(st.sampled_from([at for at, row in enumerate(rows) if row]))
    if at and data.draw(st.booleans()):
        rows[at].append("乙")
    else:
        across, down = cells.spans(rows[at][-1])
        rows[at][-1] = wide(across, down + len(rows))
    with pytest.raises(cells.Unfit):
        cells.placed(rows)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([["甲", "乙"], ["丙"]], "第 2 行缺少格子"),
        ([["甲"], ["乙", "丙"]], "第 2 行的格子多了"),
        ([["甲", wide(1, 2), "乙"], [wide(2)]], "第 2 行有格子重叠"),
        ([["甲", "乙"], [wide(1, 2), "丙"]], "第 2 行有格子伸到了表格下面"),
    ],
)
def test_an_unfit_grid_is_told_with_its_row(rows, fault):
    with pytest.raises(cells.Unfit, match=fault):
        cells.placed(rows)


def test_a_header_holds_the_rows_that_its_cells_reach_into():
    table = {"header": [wide(1, 2), wide(2)], "rows": [["乙", "丙"], ["一", "二", "三"]]}
    assert cells.heads_of(table) == 2
    assert cells.heads_of(table | {"rows": [["乙", "丙"]]}) == 0, "nothing would be left under it"


def test_widths_are_thousandths_and_none_is_too_narrow_for_a_character():
    assert cells.shares([1, 2, 2]) == [200, 400, 400]
    assert cells.shares([1, 999]) == [35, 965]
    assert cells.shares([2841, 2841, 2842]) == [], "alike"


@STEADY
@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=30))
def test_widths_add_up_and_stay_as_they_are(widths):
    made = cells.shares(widths)
    assert not made or (sum(made) == cells.WHOLE and cells.shares(made) == made)
