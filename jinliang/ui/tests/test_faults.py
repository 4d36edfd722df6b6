import logging

import pytest
from django.test import RequestFactory
from django.urls import ResolverMatch

from jinliang.ui import faults, refusals


@pytest.fixture
def broken():
    """A request, and what its view raised."""
    try:
        faults.place_of(3)  # type: ignore[arg-type]
    except AttributeError as raised:
        request = RequestFactory().get("/here/8d1f0a/?name=王秀兰")
        request.resolver_match = ResolverMatch(lambda: None, (), {}, route="here/<str:token>/")
        return request, raised


def test_a_fault_is_logged_whole_under_the_number_that_its_person_is_shown(broken, caplog, monkeypatch):
    monkeypatch.setattr(faults, "_keepers", [])
    number = faults.note(*broken)
    assert f"fault {number}: GET /here/<str:token>/" in caplog.text
    assert "AttributeError" in caplog.text
    assert "8d1f0a" not in caplog.text
    assert number in refusals.broken(broken[0], number).text


def test_what_is_kept_names_the_place_and_nothing_that_was_typed(broken, monkeypatch):
    kept = []
    monkeypatch.setattr(faults, "_keepers", [lambda fault, by: kept.append((fault, by))])
    number = faults.note(*broken)
    ((fault, actor),) = kept
    assert (fault.number, fault.page, fault.kind, actor) == (number, "/here/<str:token>/", "AttributeError", None)
    assert fault.place.startswith("jinliang/ui/faults.py:")
    assert fault.place.endswith(" place_of")


def test_a_keeper_that_breaks_changes_nothing_for_the_person(broken, caplog, monkeypatch):
    def breaks(*_, **__):
        raise OSError("no space")

    monkeypatch.setattr(faults, "_keepers", [breaks])
    with caplog.at_level(logging.ERROR):
        number = faults.note(*broken)
    assert f"fault {number} is not kept" in caplog.text


def test_what_was_sent_by_itself_breaks_as_a_toast():
    request = RequestFactory().get("/here/", headers={"HX-Request": "true"})
    answer = refusals.broken(request, "0a1b2c3d")
    assert (answer.status_code, answer["HX-Retarget"]) == (500, "#jl-toasts")
    assert "0a1b2c3d" in answer.text
    assert "<html" not in answer.text
