import pytest

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
    (authority,) = told("seals.authority")
    (certificate,) = told("seals.certificate")
    assert authority["name"] == "示例印章签发机构"
    assert (certificate["seal_name"], certificate["is_sample"]) == (seal.name, True)
    assert "revoked_at" not in certificate


def test_a_suspended_and_a_lost_seal_are_told_too(office, seal):
    services.suspend(seal.pk, "保管人出差", by=office.keeper)
    services.resume(seal.pk, "已返回", by=office.approver)
    services.revoke(seal.pk, "密钥介质遗失", by=office.keeper)
    _, suspended, resumed, revoked = told("seals.certificate")
    assert suspended["suspended_at"]
    assert "suspended_at" not in resumed
    assert (revoked["reason"], "revoked_at" in revoked) == ("密钥介质遗失", True)


def test_a_suspended_seal_is_told_when_checking(office, seal, paper):
    services.suspend(seal.pk, "保管人出差", by=office.keeper)
    services.resume(seal.pk, "已返回", by=office.approver)
    sealed = office.affix(paper, seal).content
    assert services.verify(sealed)[0].is_valid


def test_everything_is_told_anew_by_the_security_administrator_only(office, seal):
    with pytest.raises(NotAllowed):
        services.tell_all(by=office.maker)
    assert services.tell_all(by=office.cast.security_admin) == 1
    assert (len(told("seals.authority")), len(told("seals.certificate"))) == (2, 2)
