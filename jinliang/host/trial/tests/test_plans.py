"""What is made up, before it is carried out: no database."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from jinliang.base import ids
from jinliang.base.days import WorkingDays
from jinliang.host.trial.disclosure import plans, words, yearly
from jinliang.host.trial.disclosure.agencies import AGENCIES
from jinliang.host.trial.disclosure.routes import OPEN
from jinliang.subsystems.disclosure import rules

from . import places

TODAY = date(2026, 11, 20)
FIRST = date(2023, 1, 1)
DAYS = WorkingDays(
    (day for day in (FIRST + timedelta(number) for number in range(1600)) if day.weekday() < 5), date(2026, 12, 31)
)


@pytest.fixture(scope="module")
def made():
    return list(plans.plans(TODAY, DAYS))


def records(made):
    return [plan.acts[0].facts["data"] for plan in made]


def answers(made):
    return [act.facts for plan in made for act in plan.acts if act.verb == "answer"]


def test_the_same_day_plans_the_same(made):
    assert made[::97] == [plans.plan(number, TODAY, DAYS, plans.NUMBER) for number in range(0, plans.NUMBER, 97)]


def test_acts_follow_each_other_and_none_lies_in_the_future(made):
    for plan in made:
        moments = [act.at for act in plan.acts]
        assert moments == sorted(moments)
        assert moments[-1].date() < TODAY
    assert len({plan.uuid for plan in made}) == plans.NUMBER == 2000


def test_the_requests_lie_in_two_years(made):
    months = Counter(plan.acts[0].at.date().replace(day=1) for plan in made)
    assert min(months) == date(2024, 11, 1)
    assert len(months) == 25


def test_every_channel_kind_and_result_occurs(made):
    assert {plan.acts[0].facts["channel"] for plan in made} == set(rules.Channel)
    assert {record["applicant_kind"] for record in records(made)} == {kind.value for kind in rules.ApplicantKind}
    assert {answer["result"] for answer in answers(made)} == set(rules.RESULTS)
    assert {record["kind"] for record in records(made)} == {"information", "correction"}


def test_some_have_several_matters_and_some_are_disclosed_against_the_will_of_a_third_party(made):
    split = [plan for plan in made if any(act.verb == "split" for act in plan.acts)]
    assert len(split) > 10
    for plan in split:
        first = next(act for act in plan.acts if act.verb == "split")
        assert plan.acts[0].facts["data"]["wanted"] == "；".join(first.facts["wants"])
        assert {act.part for act in plan.acts if act.verb == "deliver"} == set(range(len(first.facts["wants"])))
    assert len([answer for answer in answers(made) if answer["decision"]]) > 4


def test_two_years_are_reported_on_within_their_limits():
    found = yearly.reports(TODAY, DAYS)
    assert len(found) == 2 * (len(AGENCIES) + 1) + 1 == len({one.uuid for one in found})
    assert {one.year for one in found} == {2024, 2025}
    assert [one.days for one in found if one.scope == "unit" and not one.corrects and one.days[2].month > 1] == []
    assert [one.days for one in found if one.days[2].month > 3] == []
    assert [one for one in yearly.reports(date(2026, 1, 5), DAYS) if one.year == 2025] == []


def test_people_ask_for_at_least_150_different_things(made):
    assert len({subject for field in words.SUBJECTS.values() for subject in field}) >= 150
    assert len({record["wanted"] for record in records(made)}) > 1500


def test_numbers_have_right_check_digits_and_no_real_place(made):
    for record in records(made):
        if "identity_number" in record:
            assert ids.check_identity_number(record["identity_number"]).startswith("99")
        else:
            assert ids.check_credit_code(record["credit_code"])[2:].startswith("99")
        assert record["telephone"].startswith("0000-")
        assert record.get("postcode", "000000") == "000000"


def test_nothing_that_is_written_names_a_real_place(made):
    written = {
        text for record in records(made) for text in (record["name"], record["wanted"], record.get("address", ""))
    }
    written |= {answer["text"] for answer in answers(made)}
    text = "\n".join(written)
    assert places.named_in(text) == []


def test_answers_have_several_paragraphs(made):
    assert all(2 < len(answer["text"].split("\n")) <= 5 for answer in answers(made))


def test_the_stage_has_open_requests_at_every_step(made):
    verbs = {
        plan.acts[-1].facts.get("move", plan.acts[-1].verb) for plan in made[: len(OPEN)] if plan.agency.weight == 40
    }
    assert {
        "register",
        "settle",
        "assign",
        "ask_completion",
        "issue_notice",
        "extend",
        "answer",
        "pass",
        "issue",
    } <= verbs
    assert {"countersign", "circulate"} <= verbs
