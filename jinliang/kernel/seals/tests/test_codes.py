from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.seals import checking_codes, registry, services, standing
from jinliang.kernel.seals.models import Use, WrongCode
from jinliang.kernel.seals.services import Place
from tests.stages import stage

from .conftest import PREFIX, allow, letter

pytestmark = pytest.mark.django_db
CODE_AT = Place(1, 28, 284, 70, 3.4)


@stage
def sealed(settled, seal):
    allow(settled.approver.user_id)
    return settled.affix(letter(), seal, code_at=CODE_AT)


def test_a_code_is_printed_within_what_the_seal_covers(sealed):
    document = pypdfium2.PdfDocument(sealed.content)
    document.init_forms()
    strip = document[0].render(scale=4).to_pil().convert("L").crop((320, 3220, 900, 3262))
    document.close()
    assert strip.getextrema()[0] < 80
    assert services.verify(sealed.content)[0].is_valid


def test_a_code_finds_who_sealed_what_and_when(office, sealed):
    typed = f" {checking_codes.grouped(sealed.use.code).lower()} "
    found = services.find(typed, by=office.cast.stranger)
    assert (found.title, found.sha256, found.fault) == ("测试文件1", sealed.use.after, "")


def test_wrong_codes_are_answered_alike_and_then_one_has_to_wait(office, sealed):
    for number in range(10):
        with pytest.raises(Refusal, match="没有找到这个查验码"):
            services.find("" if number % 2 else f"ABCDEFGH2{number}", by=office.cast.stranger)
    with pytest.raises(Refusal, match="查验次数过多"):
        services.find(sealed.use.code, by=office.cast.stranger)
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        assert services.find(sealed.use.code, by=office.cast.stranger)
    assert WrongCode.objects.count() == 10


def test_only_what_was_released_crosses_to_the_outer_site_and_once(sealed):
    assert not OutgoingMessage.objects.filter(type="seals.use").exists()
    for _ in range(2):
        services.release(sealed.use, by=SYSTEM)
    message = OutgoingMessage.objects.get(type="seals.use")
    assert (message.payload["code"], message.payload["sha256"]) == (sealed.use.code, sealed.use.after)


def test_the_code_is_checked_on_the_page(office, sealed):
    client = office.cast.client("stranger")
    assert "测试文件1" in client.get(reverse("seals:check"), {"code": sealed.use.code}).content.decode()
    assert client.get(reverse("seals:check"), {"code": "ABCDEFGHJK"}).status_code == 422


@pytest.fixture
def granted(office, seal):
    registry.automatic(PREFIX, "disclosure", "测试文件")
    services.authorise(seal.pk, PREFIX, by=office.keeper)
    yield seal
    del registry.AUTOMATIC[PREFIX]


def test_by_its_keepers_grant_the_system_seals_in_his_name(office, granted, paper):
    office.affix(paper, granted, by=SYSTEM)
    use = Use.objects.get()
    assert use.sealed_by_id == office.keeper.user_id
    assert "自动用印" in use.sealed_for


def test_without_a_grant_the_system_seals_nothing(office, seal, paper):
    with pytest.raises(NotAllowed, match="没有授权"):
        office.affix(paper, seal, by=SYSTEM)


def test_only_who_keeps_the_seal_grants_and_only_for_its_kind(office, granted):
    with pytest.raises(NotAllowed):
        services.authorise(granted.pk, PREFIX, by=office.approver)
    with pytest.raises(Refusal, match="不能对这类文件"):
        services.authorise(granted.pk, "unknown.paper", by=office.keeper)
    with pytest.raises(Conflict):
        services.authorise(granted.pk, PREFIX, by=office.keeper)


def test_a_grant_is_ended_and_lapses_with_the_keeping(office, granted):
    unit = granted.unit_id
    assert standing.automatic(unit, PREFIX).pk == granted.pk
    assert standing.automatic(unit, PREFIX, approved_by=office.keeper.user_id) is None
    services.withdraw(granted.pk, PREFIX, by=office.approver)
    assert standing.automatic(unit, PREFIX) is None
    services.authorise(granted.pk, PREFIX, by=office.keeper)
    services.hand_over(granted.pk, office.post("vetter"), by=office.approver)
    assert standing.automatic(unit, PREFIX) is None


def test_the_grant_is_given_and_ended_on_the_page_of_the_seal(office, granted):
    client, url = office.cast.client("clerk"), reverse("seals:authorise", args=[granted.uuid])
    assert "终止自动用印" in client.get(reverse("seals:seal", args=[granted.uuid])).content.decode()
    assert client.post(url, {"prefix": PREFIX, "act": "withdraw"}).status_code == 302
    assert client.post(url, {"prefix": PREFIX}).status_code == 302
    assert standing.of(granted, PREFIX)


def test_a_seal_lies_on_the_date_where_it_stands_last(paper):
    place = services.place_on(paper, "2026年11月2日", (42, 42))
    assert place.page >= 1
    assert 100 < place.x_mm + 21 < 190
