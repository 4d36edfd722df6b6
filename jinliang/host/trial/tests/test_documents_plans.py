"""What is made up of the two years of documents, before it is carried out: no database."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from jinliang.base.days import WorkingDays
from jinliang.host.trial.documents import plans, ways
from jinliang.subsystems.outgoing import rules

from . import places

TODAY = date(2026, 11, 20)
DAYS = WorkingDays(
    (day for day in (date(2023, 1, 1) + timedelta(number) for number in range(1600)) if day.weekday() < 5),
    date(2026, 12, 31),
)


@pytest.fixture(scope="module")
def made():
    return list(plans.plans(TODAY, DAYS))[::40] + [plans.plan(number, TODAY, DAYS) for number in range(50, 6000, 100)]


def test_the_same_day_plans_the_same(made):
    again = plans.plan(made[7].number, TODAY, DAYS)
    assert (again, again.written, again.acts) == (made[7], made[7].written, made[7].acts)


def test_acts_follow_each_other_and_none_lies_in_the_future(made):
    for plan in made:
        assert all(
            one.at < two.at
            for one, two in pairwise(act for act in plan.acts if act.unit == "" or act.verb == "receive")
        )
        assert max(act.at for act in plan.acts).date() <= TODAY
        assert len({act.at for act in plan.acts}) == len(plan.acts)


def test_the_documents_lie_in_two_years_and_all_ways_occur(made):
    assert min(plan.begun_on for plan in made) < date(2024, 12, 1)
    assert max(plan.begun_on for plan in made) > date(2026, 10, 20)
    assert {plan.way.kind for plan in made} == set(ways.KINDS)
    assert {plan.special for plan in made} >= {"", "rich", "answer"}


def test_no_two_texts_are_alike_and_the_rules_find_nothing_grave(made):
    assert max(Counter(plan.written[1] for plan in made).values()) == 1
    for plan in made:
        title, text = plan.written
        draft = rules.Draft(plan.way.kind, rules.Form(plan.way.form), title, text, (rules.Addressee("各单位"),))
        assert [fault.what for fault in rules.faults(draft) if fault.is_grave] == []


def test_two_hundred_have_attachments_some_of_them_across_the_sheet(made):
    rich = [plan for plan in made if plan.special == "rich"]
    assert sum(number % 100 == plans.RICH for number in range(plans.NUMBER)) == 200
    assert all(plan.attached for plan in rich)
    assert {is_turned for plan in rich for *_, is_turned in plan.attached} == {False, True}


def test_nothing_that_is_written_names_a_real_place(made):
    text = "\n".join(f"{plan.written}{plan.attached}" for plan in made)
    assert places.named_in(text) == []


def test_what_is_attached_is_about_the_matter_of_the_document(made):
    named = [(plan, title) for plan in made for title, *_ in plan.attached if title != "联络人回执"]
    ends = ("任务分解表", "分月计划表", "经费安排表")
    assert named
    assert all(title[:-5] in plan.title and title.endswith(ends) for plan, title in named)
