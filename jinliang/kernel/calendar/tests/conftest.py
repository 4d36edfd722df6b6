import pytest

from jinliang.kernel.calendar import queries


@pytest.fixture(autouse=True)
def _forget():
    """A test's editions are rolled back or thrown away with its database, and their numbers come again."""
    queries._cache.clear()
    yield
    queries._cache.clear()
