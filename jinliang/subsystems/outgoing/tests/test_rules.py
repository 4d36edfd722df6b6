"""What the regulation allows and refuses, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jinliang.subsystems.outgoing import rules
from jinliang.subsystems.outgoing.rules import Addressee, Direction, Draft, Form

NOTICE = Draft(
    "notice", Form.DOCUMENT, "关于做好护林工作的通知", "现通知如下。", main=(Addressee("甲县林草局", Direction.DOWN),)
)
REQUEST = Draft(
    "request", Form.UPWARD, "关于增加护林员的请示", "妥否，请批示。", main=(Addressee("甲市人民政府", Direction.UP),)
)


def fields(draft: Draft) -> set[str]:
    return {fault.field for fault in rules.faults(draft) if fault.is_grave}


@pytest.mark.parametrize("draft", [NOTICE, REQUEST])
def test_a_document_as_it_should_be_has_no_fault(draft: Draft) -> None:
    assert rules.faults(draft) == []


def test_there_are_fifteen_kinds_and_each_says_what_it_is_for() -> None:
    assert len(rules.KINDS) == 15
    assert set(rules.USES) == set(rules.KINDS)


def test_a_request_has_one_addressee() -> None:
    two = (*REQUEST.main, Addressee("甲市林草局"))
    assert fields(replace(REQUEST, main=two)) == {"main"}


def test_a_request_is_not_copied_to_units_below() -> None:
    assert fields(replace(REQUEST, copies=(Addressee("某乡", Direction.DOWN),))) == {"copies"}


def test_a_report_carries_no_request() -> None:
    report = replace(REQUEST, kind="report", title="关于护林情况的报告", body="情况如上。当否，请批示。")
    assert fields(report) == {"text"}
    assert fields(replace(report, body="特此报告。")) == set()


def test_a_title_ends_with_its_kind() -> None:
    assert fields(replace(NOTICE, title="关于做好护林工作的意见")) == {"title", "kind"}


def test_a_title_of_two_hundred_characters_does_not_fit() -> None:
    assert fields(replace(NOTICE, title="关于" + "护" * 200 + "的通知")) == {"title"}


def test_a_request_does_not_go_down() -> None:
    assert fields(replace(REQUEST, main=(Addressee("某乡人民政府", Direction.DOWN),))) == {"main"}


def test_an_addressee_whose_direction_nobody_knows_is_left_to_the_office() -> None:
    assert fields(replace(NOTICE, main=(Addressee("各乡镇林业工作站"),))) == set()


def test_a_unit_gets_one_copy() -> None:
    assert fields(replace(NOTICE, copies=NOTICE.main)) == {"copies"}


def test_minutes_and_orders_name_no_addressees() -> None:
    minutes = Draft("minutes", Form.MINUTES, "县人民政府专题会议纪要", "会议议定以下事项。")
    order = Draft("order", Form.ORDER, "甲县人民政府令", "现予公布。")
    assert fields(minutes) == fields(order) == set()


def test_a_form_that_the_kind_does_not_have_is_refused() -> None:
    assert fields(replace(NOTICE, form=Form.ORDER)) == {"form"}


def test_attachments_that_are_named_are_attached() -> None:
    assert fields(replace(NOTICE, body="现通知如下。\n附件：1.名册")) == {"text"}
    assert fields(replace(NOTICE, attachments=("",))) == {"attachments"}


def test_who_issued_repeals_and_who_stands_above() -> None:
    assert rules.may_repeal(is_own=True, is_above=False)
    assert rules.may_repeal(is_own=False, is_above=True)
    assert not rules.may_repeal(is_own=False, is_above=False)
