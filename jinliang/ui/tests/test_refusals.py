import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory

from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.ui import refusals


def answer(fault, **request):
    method = request.pop("method", "get")
    headers = request.pop("headers", {})
    made = getattr(RequestFactory(), method)("/here/", request.pop("data", {}), headers=headers)
    return refusals.answer(made, fault)


def test_refusal_says_what_why_and_the_way_out():
    response = answer(Refusal("不能结案", "还没有答复", "请先答复"))
    page = response.content.decode()
    assert response.status_code == 422
    assert all(words in page for words in ("不能结案", "还没有答复", "请先答复", "返回上一页"))


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (NotAllowed("无权"), 403),
        (Missing(), 404),
        (Http404(), 404),
        (Conflict("已被他人办理"), 409),
        (Invalid({"name": ["请填写姓名"]}), 422),
        (OperationalError("server closed the connection"), 503),
    ],
)
def test_each_fault_has_its_status(fault, status):
    assert answer(fault).status_code == status


def test_invalid_tells_every_fault_at_once():
    page = answer(Invalid({"name": ["请填写姓名"], "phone": ["电话应为 11 位"]})).content.decode()
    assert "请填写姓名" in page
    assert "电话应为 11 位" in page


def test_htmx_gets_a_toast_in_its_own_place():
    response = answer(Conflict("已被他人办理"), headers={"HX-Request": "true"})
    assert response["HX-Retarget"] == "#jl-toasts"
    assert "<html" not in response.content.decode()


def test_a_lost_database_gives_back_what_was_typed_but_no_password():
    data = {"text": "我的意见<br>", "password": "secret-word", "credit_code": "91"}
    response = answer(OperationalError("gone"), method="post", data=data)
    page = response.content.decode()
    assert response["Retry-After"] == "30"
    assert "您的内容没有丢失" in page
    assert "我的意见&lt;br&gt;" in page
    assert 'name="credit_code"' in page
    assert "secret-word" not in page


def test_a_fault_of_the_program_is_not_dressed_up():
    assert answer(KeyError("x")) is None
