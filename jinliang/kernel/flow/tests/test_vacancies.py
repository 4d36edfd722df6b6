"""A duty that nobody holds is told before a case lies with no one: to its sender, and to the administrators."""

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import NotAllowed
from jinliang.kernel.flow import registry, services, vacancies
from jinliang.kernel.flow.tests import flows
from jinliang.kernel.flow.tests.flows import CHIEF, CLERK
from jinliang.kernel.org.models import Grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast, monkeypatch):
    """Two flows, and a unit that has a clerk but no chief."""
    flows.publish()
    monkeypatch.setattr(registry, "FLOWS", {flow.key: flow for flow in (flows.LETTER, flows.CHOICES)})
    cast.grant("clerk", CLERK.key)
    return cast


def lacking(by=SYSTEM):
    return {(one.unit, one.duty): one.waiting for one in vacancies.vacancies(by)}


def letter(office):
    return services.open_case(
        "flowtest.letter", by=office.clerk, unit_id=office.unit.pk, title="关于植树的函", subject="", key="letter"
    )


def item(case):
    return case.items.get(state=0).pk


def text(response):
    return response.content.decode()


def test_a_unit_that_can_begin_a_flow_lacks_the_duties_of_its_further_steps(office):
    assert lacking() == {(office.unit.name, CHIEF.name): 0}
    office.grant("chief", CHIEF.key)
    assert lacking() == {}


def test_a_unit_where_the_flow_is_not_at_home_lacks_nothing(office):
    Grant.objects.filter(duty=CLERK.key).delete()
    assert lacking() == {}


def test_what_lies_with_no_one_is_counted(office):
    case = letter(office)
    services.complete(item(case), "direct", by=office.clerk, key="direct")
    assert lacking() == {(office.unit.name, CHIEF.name): 1}


def test_a_holder_who_may_no_longer_sign_in_holds_nothing(office):
    office.grant("chief", CHIEF.key)
    chief = office.users["chief"]
    chief.is_active = False
    chief.save(update_fields=["is_active"])
    assert lacking() == {(office.unit.name, CHIEF.name): 0}


def test_the_sender_is_told_before_he_sends(office):
    case = letter(office)
    client = office.client("clerk")
    page = text(client.get(f"/cases/{case.pk}/"))
    assert f"没有人承担“{CHIEF.name}”" in page
    assert "“直送签发”后可能到“签发”" in page
    assert "“送会签”" not in page.split("没有人承担")[0].rsplit("jl-note", 1)[1], "whom to ask there he chooses himself"
    office.grant("chief", CHIEF.key)
    assert "没有人承担" not in text(client.get(f"/cases/{case.pk}/"))


def test_all_branches_of_a_choice_are_foreseen(office):
    case = services.open_case(
        "flowtest.choices", by=office.clerk, unit_id=office.unit.pk, title="采购", subject="", key="choices"
    )
    moves = registry.FLOWS["flowtest.choices"].step("begin").moves
    assert [line.split("，")[0] for line in vacancies.before(case, moves)] == ["“提交”后可能到“财务”"]


def test_both_administrators_see_it_and_nobody_else(office):
    for who in ("system_admin", "security_admin"):
        page = text(office.client(who).get("/operations/vacancies/"))
        assert CHIEF.name in page
    assert "?unit=" in page, "who grants duties is led to the unit"
    assert office.client("clerk").get("/operations/vacancies/").status_code == 403
    with pytest.raises(NotAllowed):
        vacancies.vacancies(office.clerk)
    assert CHIEF.name in text(office.client("system_admin").get("/operations/"))
