"""Several at once, and machines that fail: real connections, real processes, real commits."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from signal import SIGKILL

import pytest
from django.db import connection, connections

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.flow import queries, reading, registry, services
from jinliang.kernel.flow.models import Case, Deed, Item
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace
from tests.cast import make_cast
from tests.dying import death_in, kill_myself

from .desk import Desk
from .simulation import Case as Simulated


@pytest.fixture
def committed(committed_db):
    return Desk(make_cast())


def at_once(*acts):
    """Run all acts at the same moment, each on a connection of its own; answers results and refusals."""
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_chiefs_at_once_one_wins_and_the_other_is_told_who(committed):
    committed.cast.grant("vetter", "flowtest.chief")
    case = committed.open()
    committed.do(case, "draft", "direct", committed.clerk)
    item, chief, vetter = committed.item(case), committed.chief, committed.vetter
    answers = at_once(
        lambda: services.complete(item, "issue", by=chief, key="1", data={"outcome": "公开"}),
        lambda: services.complete(item, "more", by=vetter, key="2"),
    )
    (refusal,) = [answer for answer in answers if isinstance(answer, Refusal)]
    winner = Item.objects.select_related("user").get(pk=item).user
    assert isinstance(refusal, Conflict)
    assert f"该事项已由{winner.name}于" in str(refusal)
    assert [entry.act for entry in trace.entries(f"flow.case/{case.pk}")] == ["flow.open"] + ["flow.complete"] * 2


def test_two_branches_that_arrive_at_once_fire_the_join_once(committed):
    case = committed.open("flowtest.roads")
    committed.do(case, "begin", "go", committed.clerk)
    committed.do(case, "left1", "next", committed.clerk)
    left, right = committed.item(case, step="left2"), committed.item(case, step="right")
    clerk, chief = committed.clerk, committed.chief
    at_once(
        lambda: services.complete(left, "next", by=clerk, key="1"),
        lambda: services.complete(right, "next", by=chief, key="2"),
    )
    assert committed.steps(case) == ["last"]


def test_the_same_key_twice_at_once_acts_once(committed):
    clerk, unit = committed.clerk, committed.unit.pk

    def open_case():
        return services.open_case("flowtest.letter", by=clerk, unit_id=unit, title="一件", subject="", key="same")

    opened = at_once(open_case, open_case, open_case)
    assert len({case.pk for case in opened}) == Case.objects.count() == 1
    item = committed.item(opened[0])
    done = at_once(*[lambda: services.complete(item, "direct", by=clerk, key="once")] * 3)
    assert {case.version for case in done} == {2}
    assert len(trace.entries(f"flow.case/{opened[0].pk}")) == 2


def test_sixteen_actors_on_the_same_cases_keep_every_case_sound(committed):
    cases = [committed.open(flow, data={"amount": 100}) for flow in ("flowtest.roads", "flowtest.any") * 2]
    cases.append(committed.open("flowtest.letter"))
    posts = [committed.vetter.post_id, committed.handler.post_id]

    def actor(number):
        chance = random.Random(number)

        def run():
            refused = 0
            for turn in range(6):
                try:
                    do_anything(chance.choice(cases).pk, chance, posts, f"{number}/{turn}")
                except Refusal:
                    refused += 1
            return refused

        return run

    at_once(*[actor(number) for number in range(16)])
    for case in cases:
        assert_sound(case.pk)


def do_anything(case_id, chance, posts, key):
    open_items = list(Item.objects.filter(case=case_id, state=Item.State.OPEN))
    if not open_items:
        return
    item = chance.choice(open_items)
    kind = chance.choice(["complete", "complete", "complete", "send_back", "add", "refer", "recall"])
    if kind == "complete":
        moves = queries.allowed(SYSTEM, item.pk).moves
        data = {"outcome": "公开"}
        services.complete(
            item.pk, chance.choice(moves).key, by=SYSTEM, key=key, opinion="好", data=data, to=posts
        ) if moves else None
    elif kind == "send_back":
        for step, _ in queries.allowed(SYSTEM, item.pk).back_to[:1]:
            resume = chance.choice(["walk", "straight"])
            services.send_back(item.pk, step, by=SYSTEM, key=key, opinion="退", resume=resume)
    elif kind == "add":
        services.add_countersigner(item.pk, posts[:1], by=SYSTEM, key=key)
    elif kind == "refer":
        services.refer(item.pk, posts[0], by=SYSTEM, key=key)
    elif item.prev_id:
        services.recall(item.prev_id, by=SYSTEM, key=key)


def assert_sound(case_id):
    """What the database holds obeys the same laws as the engine's own state; one trace entry for each act."""
    snapshot = reading.read(case_id=case_id)
    simulated = Simulated.__new__(Simulated)
    simulated.flow, simulated.places, simulated.state = snapshot.flow, snapshot.places, snapshot.state
    simulated.check()
    assert (
        len(trace.entries(f"flow.case/{case_id}")) == snapshot.case.version == Deed.objects.filter(case=case_id).count()
    )


def counts(case):
    return (
        Item.objects.filter(case=case).count(),
        Deed.objects.filter(case=case).count(),
        Outbox.objects.filter(key=str(case.pk)).count(),
        len(trace.entries(f"flow.case/{case.pk}")),
        Case.objects.get(pk=case.pk).version,
    )


def test_a_process_killed_in_the_middle_of_an_act_leaves_nothing_half_done(committed):
    case = committed.open()
    item, before = committed.item(case), counts(case)

    def act():
        registry.on_event("flowtest.letter", kill_myself)
        services.complete(item, "direct", by=SYSTEM, key="killed")

    assert death_in(act) == SIGKILL
    assert counts(case) == before
    assert services.complete(item, "direct", by=SYSTEM, key="killed").version == 2


def test_a_lost_connection_is_a_clear_refusal_and_the_act_can_be_repeated(committed):
    case = committed.open()
    item, before = committed.item(case), counts(case)

    def cut(case, event, by):
        """The database goes away after the act was applied and before it was committed."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    registry.on_event("flowtest.letter", cut)
    try:
        with pytest.raises(Conflict, match="不会重复办理"):
            services.complete(item, "direct", by=SYSTEM, key="lost")
    finally:
        registry.HOOKS["flowtest.letter"].clear()
    connections.close_all()
    assert counts(case) == before
    services.complete(item, "direct", by=SYSTEM, key="lost")
    services.complete(item, "direct", by=SYSTEM, key="lost")
    assert counts(case)[-1] == 2


def test_a_hook_that_refuses_undoes_the_act(committed):
    case = committed.open()
    item, before = committed.item(case), counts(case)

    def refuse(case, event, by):
        raise Refusal("业务上不允许")

    registry.on_event("flowtest.letter", refuse)
    try:
        with pytest.raises(Refusal, match="业务上不允许"):
            services.complete(item, "direct", by=SYSTEM, key="1")
    finally:
        registry.HOOKS["flowtest.letter"].clear()
    assert counts(case) == before
