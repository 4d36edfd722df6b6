"""What the inner site opens to people who have not signed in."""

from __future__ import annotations

import pytest

from . import pages

# Files ask their subject's sight, uploads the upload's owner, the local outbox the setting of the trial.
PUBLIC = {
    "exchange/receive/",  # takes nothing that no peer has signed
    "exchange/receive/<slug:header_hash>/<int:number>/",
    "files/<uuid:pk>/",
    "files/<uuid:pk>/pages/<int:number>.png",
    "files/<uuid:pk>/view/",
    "files/upload/",
    "files/upload/<str:upload_id>",
    "local-outbox/",
    "sign-in/",
    "sign-in/code/",
    "sign-out/",
}


def test_only_the_listed_pages_are_open_to_everyone() -> None:
    assert pages.public_routes() - PUBLIC == set()


@pytest.mark.django_db
def test_every_other_page_asks_who_is_there() -> None:
    assert pages.open_by_mistake() == []
