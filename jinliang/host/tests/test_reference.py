from jinliang.host import reference


def test_the_page_of_deadlines_is_up_to_date():
    assert reference.DEADLINES.read_text("utf-8") == reference.deadlines(), "run make reference"


def test_every_period_names_its_basis():
    assert [found.name for found in reference.periods() if not found.period.basis.strip()] == []


def test_a_period_is_found_where_it_is_written_down():
    found = next(found for found in reference.periods() if found.name == "REMIND_BEFORE")
    line = found.path.read_text("utf-8").splitlines()[found.line - 1]
    assert line.startswith("REMIND_BEFORE = Period(1,")
