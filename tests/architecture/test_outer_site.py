"""The outer site holds nothing of the inner one, and opens only what is listed."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings
from django.test import Client

from . import pages

pytestmark = pytest.mark.outer

PUBLIC: set[str] = set()


def test_no_inner_app_is_in_the_outer_site() -> None:
    assert [app for app in settings.INSTALLED_APPS if "inner" in app.split(".")] == []


def test_no_inner_module_is_loaded_with_the_outer_site() -> None:
    list(pages.addresses())
    assert [
        name for name in sys.modules if name.startswith("jinliang.subsystems.") and "inner" in name.split(".")
    ] == []


def test_only_the_listed_pages_are_open_to_everyone() -> None:
    assert pages.public_routes() == PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("route", pages.closed_routes() if settings.JINLIANG_SITE == "outer" else [])
def test_every_other_page_asks_who_is_there(route: str) -> None:
    answer = Client().get(f"/{route}")
    assert answer.status_code in {302, 401, 403, 405}, answer.status_code
