"""Uploads on the outer site by people without an account."""

import pytest

from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Missing, NotAllowed, Refusal
from jinliang.kernel.files import rules, uploads

pytestmark = pytest.mark.django_db


@pytest.fixture
def outer(settings):
    settings.JINLIANG_SITE = "outer"


def test_a_visitor_of_the_outer_site_may_upload(outer, citizen):
    upload = uploads.begin("材料.pdf", 10, by=citizen)
    assert len(upload.pk) == 43
    assert uploads.of(upload.pk, by=citizen) == upload


def test_a_visitor_of_the_inner_site_may_not(citizen, settings):
    settings.JINLIANG_SITE = "inner"
    with pytest.raises(NotAllowed, match="请先登录"):
        uploads.begin("材料.pdf", 10, by=citizen)


def test_an_address_has_a_daily_number_of_uploads(outer, citizen, monkeypatch):
    monkeypatch.setattr(rules, "VISITOR_UPLOADS", 2)
    for _ in range(2):
        uploads.begin("材料.pdf", 10, by=citizen)
    with pytest.raises(uploads.TooMany):
        uploads.begin("材料.pdf", 10, by=citizen)
    elsewhere = Actor(ActorKind.CITIZEN, "访客", address="192.0.2.8")
    assert uploads.begin("材料.pdf", 10, by=elsewhere)


def test_an_address_has_a_daily_number_of_bytes(outer, citizen, monkeypatch):
    monkeypatch.setattr(rules, "VISITOR_BYTES", 15)
    uploads.begin("材料.pdf", 10, by=citizen)
    with pytest.raises(uploads.TooMany):
        uploads.begin("材料.pdf", 10, by=citizen)


def test_an_official_does_not_see_a_visitors_upload(outer, citizen, cast):
    upload = uploads.begin("材料.pdf", 10, by=citizen)
    with pytest.raises(Missing):
        uploads.of(upload.pk, by=cast.clerk)


def test_a_form_that_comes_back_still_has_its_uploads(outer, citizen, cast):
    mine = uploads.begin("材料.pdf", 10, by=citizen)
    other = uploads.begin("别人的.pdf", 10, by=cast.clerk)
    assert uploads.kept([mine.pk, other.pk, "nothing"], by=citizen) == [mine]


def test_an_empty_file_is_not_uploaded(outer, citizen):
    with pytest.raises(Refusal, match="是空的"):
        uploads.begin("空.pdf", 0, by=citizen)
