"""What the inner site opens to people who have not signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from . import pages

PUBLIC: set[str] = set()


def test_only_the_listed_pages_are_open_to_everyone() -> None:
    assert pages.public_routes() == PUBLIC


@pytest.mark.django_db
@pytest.mark.parametrize("route", pages.closed_routes())
def test_every_other_page_asks_who_is_there(route: str) -> None:
    answer = Client().get(f"/{route}")
    assert answer.status_code in {302, 401, 403, 405}, answer.status_code
    if answer.status_code == 302:
        assert "/sign-in/" in answer.headers["Location"]
