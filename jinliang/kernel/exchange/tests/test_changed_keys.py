"""A node whose keys changed: what was sealed for the old ones is refused and told, and goes on under the new ones."""

import base64
import shutil

import pytest
from django.test import Client

from jinliang.base import installation
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import bundles, node
from jinliang.kernel.exchange.models import IncomingBundle, OutgoingBundle, Route
from jinliang.kernel.trust import queries as trusted
from jinliang.kernel.trust import services as trust

pytestmark = pytest.mark.django_db


def lose_keys():
    """As after a new installation on the same database."""
    shutil.rmtree(installation.var(node.site()) / "secrets")
    trust._file_key.cache_clear()
    trust._identity.cache_clear()


def meet_again(cast):
    """The peer's new keys, after the old ones were revoked."""
    trust.revoke_peer(trusted.peers().get(name="mirror").pk, "对方更换密钥", by=cast.security_admin)
    trust.add_peer("mirror", trust.node_key().public_bytes, trust.recipient(), by=SYSTEM)


def test_a_bundle_to_a_node_whose_key_changed_is_refused_alarmed_and_goes_on_after_the_new_key(ferry, applied, cast):
    ferry.take(ferry.export(1))
    folder = ferry.export(2)
    lose_keys()
    assert ferry.take(folder)[0].state == "refused"
    assert applied.numbers == [1]
    assert "altered" in ferry.alarms()
    assert "更换前的公钥" in IncomingBundle.objects.get(state="refused").report[0]
    meet_again(cast)
    shutil.rmtree(ferry.disk)
    ferry.round_trip_of(3)
    assert applied.numbers == [1, 2, 3]
    assert set(OutgoingBundle.objects.filter(seq__lte=2).values_list("state", flat=True)) <= {"acknowledged"}
    assert Route.objects.get(direction="in").last_hash == Route.objects.get(direction="out").last_hash


def test_what_had_arrived_under_the_old_key_is_not_applied_again(ferry, applied, cast):
    ferry.take(ferry.export(1))
    lose_keys()
    meet_again(cast)
    shutil.rmtree(ferry.disk)
    ferry.round_trip_of(2)
    assert applied.numbers == [1, 2]
    assert OutgoingBundle.objects.get(seq=1).state == "acknowledged"


def test_a_bundle_that_waited_under_the_old_seal_is_replaced_by_the_new_one(ferry, applied, cast):
    first = ferry.export(1)
    ferry.take(ferry.export(2))
    lose_keys()
    meet_again(cast)
    shutil.rmtree(first.parent)
    ferry.round_trip_of(3)
    assert applied.numbers == [1, 2, 3]


def test_the_sender_is_told_over_the_network(ferry, applied):
    folder = ferry.export(1)
    lose_keys()
    body = {name: base64.b64encode((folder / name).read_bytes()).decode() for name in ("header.json", "header.sig")}
    for _ in range(2):
        answer = Client().post("/exchange/receive/", body, content_type="application/json")
        assert (answer.status_code, "更换前的公钥" in answer.json()["fault"]) == (409, True)
    assert ferry.alarms() == ["altered"]


def test_nothing_is_sealed_for_a_peer_without_a_key(ferry, cast):
    ferry.export(1)
    trust.revoke_peer(trusted.peers().get().pk, "停用", by=cast.security_admin)
    with pytest.raises(Refusal, match="没有有效的公钥"):
        bundles.ready(OutgoingBundle.objects.get())
