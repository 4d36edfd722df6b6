"""What the inner site opens to people who have not signed in."""

from __future__ import annotations

import re

import pytest

from . import pages, tree

# Files ask their subject's sight, uploads the upload's owner, the local outbox the setting of the trial.
PUBLIC = {
    "calendar-feed/<slug:secret>.ics",
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


TAG = re.compile(r"""<[^<>]*?hx-trigger="(?P<when>[^"]*)"[^<>]*>""")
ASKED = re.compile(r"""hx-(?:get|post)="\{% (?:url|page) '(?P<name>[\w:]+)'""")


def test_what_a_page_asks_for_by_itself_is_marked_as_background() -> None:
    """It neither keeps a person signed in nor takes him to the sign-in page while he is on his way elsewhere."""
    by_itself = {
        asked["name"]
        for template in tree.templates()
        for tag in TAG.finditer(template.read_text())
        if re.search(r"\b(load|revealed|every|from:body)\b", tag["when"]) and (asked := ASKED.search(tag[0]))
    }
    assert {"ui:counts", "desk:list", "desk:roots"} <= by_itself
    views = pages.named()
    assert [name for name in sorted(by_itself) if not getattr(views[name], "is_background", False)] == []
