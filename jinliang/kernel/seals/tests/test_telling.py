from datetime import timedelta

import pytest

from jinliang.base import clock
from jinliang.base.errors import NotAllowed
from jinliang.kernel.exchange import registry
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.seals import services

pytestmark = pytest.mark.django_db


def told(kind):
    found = [one.payload for one in OutgoingMessage.objects.filter(type=kind, peer="outer").order_by("sent_at", "pk")]
    assert all(registry.newest(kind).apply is None for _ in found)
    return found


def test_a_new_seal_and_its_authority_are_told_to_the_outer_site(office, seal):
    names = [authority["name"] for authority in told("seals.authority")]
    assert names == ["示例印章签发机构", "示例印章签发机构（国密）"]
    for certificate in told("seals.certificate"):
        assert (certificate["seal_name"], certificate["is_sample"]) == (seal.name, True)
        assert "revoked_at" not in certificate


def test_a_suspended_and_a_lost_seal_are_told_too(office, seal):
    services.suspend(seal.pk, "保管人出差", by=office.keeper)
    services.resume(seal.pk, "已返回", by=office.approver)
    services.revoke(seal.pk, "密钥介质遗失", by=office.keeper)
    mine = seal.certificates.get(algorithm="standard").fingerprint
    _, suspended, resumed, revoked = (one for one in told("seals.certificate") if one["fingerprint"] == mine)
    assert suspended["suspended_at"]
    assert "suspended_at" not in resumed
    assert (revoked["reason"], "revoked_at" in revoked) == ("密钥介质遗失", True)


def test_what_bears_the_impression_of_a_suspended_seal_is_told(office, seal, paper):
    sealed = office.affix(paper, seal).content
    with clock.held_at(clock.now() - timedelta(hours=1)):
        services.suspend(seal.pk, "保管人出差", by=office.keeper)
    (found,) = services.verify(sealed)
    assert (found.verdict, found.faults) == ("suspended", ("用印时这枚印章已停用：保管人出差",))


def test_everything_is_told_anew_by_the_security_administrator_only(office, seal):
    with pytest.raises(NotAllowed):
        services.tell_all(by=office.maker)
    assert services.tell_all(by=office.cast.security_admin) == 1
    assert (len(told("seals.authority")), len(told("seals.certificate"))) == (4, 4)
