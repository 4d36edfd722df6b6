import pytest

from .office import Office


@pytest.fixture
def office(cast, monkeypatch):
    return Office(cast, monkeypatch)
