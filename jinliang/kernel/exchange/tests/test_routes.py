"""Routes and white lists change only by two people; what happens twice at once happens once."""

import threading

import pytest
from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.exchange import bundles, changes, quarantine, receiving, rules, services
from jinliang.kernel.exchange.models import IncomingMessage, OutgoingMessage, Route, RouteChange
from jinliang.kernel.trust import services as trust

from .conftest import WHITE, Ferry, meet


@pytest.fixture
def people(db, cast):
    cast.grant("clerk", rules.CLERK.key)
    cast.grant("chief", rules.APPROVER.key)
    trust.add_peer("mirror", trust.node_key().public_bytes, trust.recipient(), by=SYSTEM)
    return cast


def propose(people, **more):
    proposal = {"peer": "mirror", "transport": "folder", "is_enabled": True, "allowed": WHITE, **more}
    return changes.propose_route_change("there", "out", proposal, "开通线路", by=people.clerk)


@pytest.mark.django_db
def test_a_route_opens_when_another_person_approves(people):
    change = propose(people)
    assert not Route.objects.exists()
    with pytest.raises(NotAllowed, match="自己"):
        changes.approve_route_change(change.pk, by=people.clerk)
    route = changes.approve_route_change(change.pk, by=people.chief)
    assert (route.name, route.allowed, route.is_enabled) == ("there", WHITE, True)
    with pytest.raises(Conflict):
        changes.approve_route_change(change.pk, by=people.chief)


@pytest.mark.django_db
def test_the_database_knows_the_two_people_too(people):
    change = propose(people)
    with pytest.raises(Exception, match="exchange_change_two_people"):
        RouteChange.objects.filter(pk=change.pk).update(decided_by=change.proposed_by)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"peer": "nobody"}, "peer"),
        ({"transport": "pigeon"}, "transport"),
        ({"transport": "https", "address": "http://x.example/"}, "address"),
        ({"allowed": {"sample.note": ["secret"]}}, "allowed"),
        ({"allowed": {"sample.unknown": ["number"]}}, "allowed"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(people, wrong, field):
    with pytest.raises(Refusal) as refused:
        propose(people, **wrong)
    assert refused.value.field == field


@pytest.mark.django_db
def test_who_has_no_duty_changes_nothing(people):
    with pytest.raises(NotAllowed):
        changes.propose_route_change("there", "out", {"peer": "mirror"}, "理由", by=people.stranger)
    with pytest.raises(NotAllowed):
        changes.propose_route_change("there", "out", {"peer": "mirror"}, "理由", by=SYSTEM)


@pytest.mark.django_db
def test_a_closed_route_carries_nothing(people):
    changes.approve_route_change(propose(people).pk, by=people.chief)
    changes.approve_route_change(propose(people, is_enabled=False).pk, by=people.chief)
    services.send("sample.note", {"number": 1}, to="mirror", by=SYSTEM)
    with pytest.raises(Refusal, match="停用"):
        bundles.pack("there", by=SYSTEM)


@pytest.mark.django_db
def test_a_second_way_out_to_the_same_peer_is_refused(people):
    changes.approve_route_change(propose(people).pk, by=people.chief)
    other = changes.propose_route_change(
        "elsewhere", "out", {"peer": "mirror", "is_enabled": True}, "另开", by=people.clerk
    )
    with pytest.raises(Conflict, match="一条"):
        changes.approve_route_change(other.pk, by=people.chief)


def at_once(*works):
    faults = []

    def run(work):
        try:
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_two_imports_at_once_apply_once(committed_db, tmp_path, applied):
    meet()
    ferry = Ferry(tmp_path / "disk")
    ferry.export(1)
    assert at_once(ferry.take, ferry.take, ferry.take) == []
    assert applied.numbers == [1]


def test_two_exports_at_once_pack_once(committed_db, tmp_path, applied):
    meet()
    ferry = Ferry(tmp_path / "disk")
    ferry.send(1)
    pack = lambda: bundles.pack("there", by=SYSTEM)  # noqa: E731
    assert at_once(pack, pack) == []
    assert Route.objects.get(direction="out").last_seq == 1


def test_killed_between_apply_and_receipt_nothing_is_done_twice(committed_db, tmp_path, applied, monkeypatch):
    meet()
    ferry = Ferry(tmp_path / "disk")
    ferry.export(1)
    with monkeypatch.context() as patch:
        # What a kill leaves: the bundle in quarantine, its transaction undone.
        patch.setattr(receiving.receipts, "answer", _killed)
        with pytest.raises(KeyboardInterrupt):
            ferry.take()
    assert IncomingMessage.objects.count() == 0
    assert not OutgoingMessage.objects.filter(type=rules.RECEIPT).exists()
    assert receiving.advance("there", by=SYSTEM) == 1
    assert IncomingMessage.objects.count() == 1
    assert OutgoingMessage.objects.filter(type=rules.RECEIPT).count() == 1
    assert not list(quarantine.node.area("opened").iterdir())


def _killed(*args, **more):
    raise KeyboardInterrupt
