"""A kind of page that lives in a dictionary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jinliang.base import clock
from jinliang.kernel.search import registry, services
from jinliang.kernel.search.registry import Page, Searchable


class Shelf(dict):
    """{key: Page}; ``put`` and ``index`` for tests."""

    kind = "sample.article"

    def put(self, key, title, body="", sight=("public",), **more):
        at = more.pop("at", clock.now() - timedelta(days=int(key) % 900))
        self[str(key)] = Page(str(key), title, body, f"/sample/{key}/", at, tuple(sight), **more)
        return self

    def index(self):
        services.refresh(self.kind, list(self))
        return self


def _shelf(kind, is_catalogue):
    shelf = Shelf()
    shelf.kind = kind
    load = lambda keys: [shelf[key] for key in keys if key in shelf]  # noqa: E731
    Searchable(kind, "示例", load, lambda: list(shelf), is_catalogue)
    return shelf


@pytest.fixture
def shelf(db):
    yield _shelf("sample.article", is_catalogue=False)
    registry.forget("sample.article")


@pytest.fixture
def catalogue(db):
    yield _shelf("sample.item", is_catalogue=True)
    registry.forget("sample.item")
