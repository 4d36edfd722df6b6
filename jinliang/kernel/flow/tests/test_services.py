import pytest

from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.flow import queries, services
from jinliang.kernel.flow.models import Case, Item

from . import flows
from .flows import CHIEF, CLERK, OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast):
    flows.publish()
    cast.grant("clerk", CLERK.key)
    cast.grant("chief", CHIEF.key)
    cast.grant("handler", OFFICE.key)
    return cast


def open_letter(cast, key="open", flow_key="flowtest.letter", **others):
    return services.open_case(
        flow_key, by=cast.clerk, unit_id=cast.unit.pk, title="关于植树的函", subject="", key=key, **others
    )


def the_item(case, step="", who=None):
    found = Item.objects.filter(case=case, state=Item.State.OPEN, kind=Item.Kind.TODO)
    found = found.filter(step=step) if step else found
    found = found.filter(post=who.post_id) if who else found
    return found.get().pk


def steps(case):
    return sorted(Item.objects.filter(case=case, state=0, kind=0).values_list("step", flat=True))


def test_a_new_case_lies_with_all_who_hold_the_duty_in_its_unit(office):
    case = open_letter(office)
    (row,) = queries.todo(office.clerk).rows
    assert (row.case_id, row.steps, row.title) == (case.pk, ("拟稿",), "关于植树的函")
    assert queries.todo(office.chief).rows == []
    assert queries.counters(office.clerk) == {"todo": 1, "doing": 1, "done": 0, "toread": 0, "mine": 1}


def test_completing_moves_the_case_and_keeps_who_did_it(office):
    case = open_letter(office)
    item = the_item(case)
    case = services.complete(item, "direct", by=office.clerk, key="1", opinion="请签发")
    assert steps(case) == ["issue"]
    done = Item.objects.get(pk=item)
    assert (done.state, done.user_id, done.opinion) == (1, office.users["clerk"].pk, "请签发")
    assert [row.case_id for row in queries.todo(office.chief).rows] == [case.pk]


def test_an_end_closes_the_case_and_its_service_steps_have_run(office):
    case = open_letter(office)
    services.complete(the_item(case), "direct", by=office.clerk, key="1")
    case = services.complete(the_item(case), "issue", by=office.chief, key="2", data={"outcome": "公开"})
    kept = Case.objects.get(pk=case.pk)
    assert (case.status, kept.status, kept.result) == ("done", "done", "已签发")
    assert kept.number == f"测〔2026〕{case.pk}号"
    assert kept.closed_at
    assert queries.counters(office.clerk)["done"] == 1


def test_a_move_that_asks_for_an_answer_refuses_without_it(office):
    case = open_letter(office)
    services.complete(the_item(case), "direct", by=office.clerk, key="1")
    with pytest.raises(Refusal, match="签发须填写办理结果") as refusal:
        services.complete(the_item(case), "issue", by=office.chief, key="2")
    assert refusal.value.field == "outcome"
    assert steps(case) == ["issue"]


def test_the_second_is_told_who_was_first(office):
    case = open_letter(office)
    item = the_item(case)
    services.complete(item, "direct", by=office.clerk, key="1")
    with pytest.raises(Conflict, match=r"该事项已由林一鸣于.*办理"):
        services.complete(item, "direct", by=office.clerk, key="2")


def test_the_same_key_answers_with_the_first_result(office):
    first = open_letter(office)
    assert open_letter(office).pk == first.pk
    item = the_item(first)
    once = services.complete(item, "direct", by=office.clerk, key="1")
    again = services.complete(item, "direct", by=office.clerk, key="1")
    assert once.version == again.version == Case.objects.get(pk=first.pk).version


def test_a_stranger_does_not_learn_that_the_case_exists(office):
    case = open_letter(office)
    with pytest.raises(Missing):
        services.complete(the_item(case), "direct", by=office.stranger, key="1")
    with pytest.raises(Missing):
        queries.case(office.stranger, case.pk)


def test_who_takes_part_but_does_not_hold_the_item_is_refused(office):
    case = open_letter(office)
    services.complete(the_item(case), "direct", by=office.clerk, key="1")
    with pytest.raises(NotAllowed, match="不在您的岗位上"):
        services.complete(the_item(case), "issue", by=office.clerk, key="2")
