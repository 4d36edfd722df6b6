from __future__ import annotations

from collections.abc import Iterator

import pytest

from jinliang.host.trial import loading
from tests import tables
from tests.addresses import own_name


@pytest.fixture(scope="session")
def province(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """The province with its people, loaded once for all tests that fill a copy of it."""
    name = f"{own_name()}_province"
    with tables.admin() as admin, django_db_blocker.unblock():
        tables.copy(admin, name, of=f"{own_name()}_template")
        tables.point_to("jinliang_app", name)
        loading.load("inner", lambda _: None)
        tables.point_to("jinliang_app", own_name())
    yield name
    with tables.admin() as admin:
        tables.drop(admin, name)


@pytest.fixture
def committed_from(province: str) -> str:
    return province
