"""The outer site holds nothing of the inner one, and opens only what is listed."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings

from . import pages

pytestmark = pytest.mark.outer

# The home page and what citizens do; files ask their subject's sight, uploads the upload's owner.
PUBLIC = {
    "disclosure/",
    "disclosure/applications/<uuid:uuid>/",
    "disclosure/applications/<uuid:uuid>/supplement/",
    "disclosure/applications/<uuid:uuid>/withdraw/",
    "disclosure/letters/<uuid:uuid>/",
    "disclosure/offices/<str:unit_code>/",
    "disclosure/offices/<str:unit_code>/apply/",
    "disclosure/opinion/<str:token>/",
    "disclosure/opinions/<uuid:uuid>/",
    "disclosure/query/",
    "disclosure/reports/",
    "disclosure/reports/<uuid:uuid>/",
    "exchange/receive/",  # takes nothing that no peer has signed
    "exchange/receive/<slug:header_hash>/<int:number>/",
    "",
    "files/<uuid:pk>/",
    "files/<uuid:pk>/pages/<int:number>.png",
    "files/<uuid:pk>/view/",
    "files/upload/",
    "files/upload/<str:upload_id>",
    "local-outbox/",
    "seals/check/",
    "search/",
    "sign-in/",
    "sign-in/code/",
    "sign-out/",
}


def test_no_inner_app_is_in_the_outer_site() -> None:
    assert [app for app in settings.INSTALLED_APPS if "inner" in app.split(".")] == []


def test_no_inner_module_is_loaded_with_the_outer_site() -> None:
    list(pages.addresses())
    assert [
        name for name in sys.modules if name.startswith("jinliang.subsystems.") and "inner" in name.split(".")
    ] == []


def test_only_the_listed_pages_are_open_to_everyone() -> None:
    assert pages.public_routes() - PUBLIC == set()


@pytest.mark.django_db
def test_every_other_page_asks_who_is_there() -> None:
    assert pages.open_by_mistake() == []
