import io
from datetime import timedelta

import pypdfium2
import pytest
from PIL import ImageChops

from jinliang.base import clock
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.seals import services
from jinliang.kernel.seals.models import Use
from jinliang.kernel.seals.services import Place
from jinliang.kernel.trace import queries as trace

from .conftest import PLACE

pytestmark = pytest.mark.django_db


def red_boxes(pdf, page=0):
    """(left, top, right, bottom) in mm of what is red on a page."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    picture = document[page].render(scale=2).to_pil().convert("RGB")
    document.close()
    red = picture.split()[0].point(lambda value: 255 if value > 180 else 0)
    green = picture.split()[1].point(lambda value: 255 if value < 90 else 0)
    box = ImageChops.darker(red, green).getbbox()
    return None if box is None else tuple(round(value / 2 * 25.4 / 72, 1) for value in box)


def test_a_sealed_document_keeps_its_bytes_and_verifies(office, paper, seal):
    sealed = office.affix(paper, seal)
    assert sealed.content.startswith(paper)
    (found,) = services.verify(sealed.content)
    assert (found.verdict, found.faults, found.name) == ("valid", (), "甲县政务公开科政府信息公开专用章")
    assert found.is_stamped
    assert found.is_sample
    assert abs(found.at - clock.now()) < timedelta(minutes=1)


def test_the_impression_stands_where_it_was_asked_for(office, paper, seal):
    sealed = office.affix(paper, seal, (Place(1, 100, 200, 42, 42),))
    left, top, right, low = red_boxes(sealed.content)
    assert (left, top, right, low) == pytest.approx((100, 200, 142, 242), abs=0.6)


def test_the_ledger_says_who_asked_who_approved_who_sealed_what(office, paper, allowed, seal):
    sealed = office.affix(paper, seal)
    use = Use.objects.get()
    assert (use.approved_by_id, use.sealed_by_id) == (office.approver.user_id, office.keeper.user_id)
    assert (use.before, use.after) == (services.digest(paper), services.digest(sealed.content))
    assert use.places == [{"page": 1, "x_mm": 120, "y_mm": 180, "width_mm": 42, "height_mm": 42}]
    assert trace.entries(f"seals.seal/{seal.pk}")[-1].facts["after"] == use.after


def test_what_nothing_allows_is_not_sealed(office, paper, allowed, seal):
    with pytest.raises(NotAllowed, match="没有用印依据"):
        office.affix(paper, seal, approval="unknown.paper/1")
    allowed.is_allowed = False
    with pytest.raises(NotAllowed, match="没有用印依据"):
        office.affix(paper, seal)
    assert not Use.objects.exists()


def test_who_approved_the_use_does_not_press_the_seal(office, paper, allowed, seal):
    allowed.approved_by = office.keeper.user_id
    with pytest.raises(NotAllowed, match="不能自己盖章"):
        office.affix(paper, seal)


@pytest.mark.parametrize("who", ["chief", "stranger", "handler"])
def test_only_its_keeper_presses_a_seal(office, paper, who, seal):
    with pytest.raises(NotAllowed, match="不由您保管"):
        office.affix(paper, seal, by=office.cast.grant(who, "seals.keeper"))


def test_a_seal_that_is_only_approved_is_not_used(office, paper):
    seal = office.move(office.apply(kind="contract"), "approve", office.approver)
    with pytest.raises(Refusal, match="待制作"):
        office.affix(paper, seal)


def test_a_seal_that_is_not_there_is_missing(office, paper):
    with pytest.raises(Missing):
        services.affix(paper, 0, [PLACE], approval="sealtest.paper/1", by=office.keeper)


def test_a_suspended_seal_waits_for_the_approver(office, paper, seal):
    services.suspend(seal.pk, "保管人出差", by=office.keeper)
    with pytest.raises(Refusal, match="保管人出差"):
        office.affix(paper, seal)
    with pytest.raises(NotAllowed):
        services.resume(seal.pk, "已返回", by=office.keeper)
    services.resume(seal.pk, "已返回", by=office.approver)
    assert office.affix(paper, seal).use.pk


def test_a_lost_seal_is_never_used_again_but_what_it_sealed_before_stays_valid(office, paper, seal):
    sealed = office.affix(paper, seal)
    with clock.held_at(clock.now() + timedelta(hours=1)):
        services.revoke(seal.pk, "密钥介质遗失", by=office.keeper)
        with pytest.raises(Refusal, match="已注销"):
            office.affix(paper, seal, approval="sealtest.paper/2")
        with pytest.raises(Conflict):
            services.resume(seal.pk, "找到了", by=office.approver)
    assert services.verify(sealed.content)[0].is_valid


def test_an_expired_seal_is_not_used(office, paper, seal):
    with clock.held_at(seal.valid_until), pytest.raises(Refusal, match="已过有效期"):
        office.affix(paper, seal)


def test_the_same_document_is_not_sealed_twice_with_the_same_seal(office, paper, seal):
    office.affix(paper, seal)
    with pytest.raises(Conflict, match="已加盖"):
        office.affix(paper, seal)


def test_joint_issue_each_seal_stays_valid(office, paper, seal):
    second = office.issued(kind="unit", holder="甲县示例科")
    one = office.affix(paper, seal, (Place(1, 40, 180, 42, 42),))
    both = office.affix(one.content, second, (Place(1, 110, 180, 42, 42),))
    found = services.verify(both.content)
    assert [(one.verdict, one.faults) for one in found] == [("valid", ()), ("valid", ())]
    assert "其后又加盖了印章" in found[0].notes[0]


def test_a_perforated_seal_leaves_a_cut_on_every_page_and_all_of_it_is_signed(office, pages, seal):
    sealed = office.affix(pages, seal, is_perforated=True)
    count = len(pypdfium2.PdfDocument(pages))
    assert count > 1
    for page in range(count):
        assert red_boxes(sealed.content, page)[2] == pytest.approx(210, abs=1)
    assert services.verify(sealed.content)[0].is_valid


def test_a_perforated_seal_does_not_come_after_another(office, pages, seal):
    one = office.affix(pages, seal)
    with pytest.raises(Refusal, match="骑缝章"):
        office.affix(one.content, office.issued(kind="unit", holder="甲县示例科"), is_perforated=True)


@pytest.mark.parametrize(
    "place", [Place(9, 10, 10, 42, 42), Place(1, 190, 10, 42, 42), Place(1, 10, 280, 42, 42), Place(1, -1, 10, 42, 42)]
)
def test_a_place_outside_of_the_paper_is_refused(office, paper, place, seal):
    with pytest.raises(Refusal, match="不能用印"):
        office.affix(paper, seal, (place,))


@pytest.mark.parametrize("document", [b"", b"%PDF-1.7\n", b"PK\x03\x04 no document"])
def test_what_is_no_pdf_is_refused(office, document, seal):
    with pytest.raises(Refusal):
        office.affix(document, seal)
    assert not Use.objects.filter(failure="").exists()


def test_a_pdf_a_stays_one(office, paper, seal):
    content = office.affix(paper, seal).content
    assert b"pdfaid:part" in content[len(paper) :] or b"pdfaid" in io.BytesIO(content).read()
    assert b"/NeedAppearances" not in content
    assert b"/Helvetica" not in content[len(paper) :]
