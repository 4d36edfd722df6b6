"""What many tests of a file begin with is made once: a stage, on which each of them stands in a savepoint of its own.

    @stage
    def signed(writers: Writers) -> Outgoing:
        return writers.signed()

A stage is a fixture, made of ``cast`` and of other stages. A test that asks for it gets a copy of its own; one that
does not ask for it finds nothing of it. Those of a file that ask for the same run one after the other.
"""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

Make = Callable[..., Any]


def stage(make: Make) -> Any:
    """``make`` runs once for the tests that stand on it. What it answers with must be fit to be pickled."""

    def of_this_test(standing: dict[str, Any], **_parents: Any) -> Any:
        return standing[make.__name__]

    asked = inspect.signature(of_this_test).parameters["standing"], *inspect.signature(make).parameters.values()
    of_this_test.__signature__ = inspect.Signature(asked)  # type: ignore[attr-defined]
    of_this_test.make = make  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__)(of_this_test)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "ground" in metafunc.fixturenames:
        stages = tuple(_in_order(metafunc).items())
        metafunc.parametrize("ground", [stages], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])


def _in_order(metafunc: pytest.Metafunc) -> dict[str, Make]:
    """The stages that a test asks for, each after those that it is made of."""
    known = {name: found[-1].func for name, found in metafunc._arg2fixturedefs.items()}
    makes = {name: function.make for name, function in known.items() if hasattr(function, "make")}
    ordered: dict[str, Make] = {}

    def add(name: str) -> None:
        for parent in inspect.signature(makes[name]).parameters:
            if parent in makes:
                add(parent)
        ordered.setdefault(name, makes[name])

    for name in sorted(makes):
        add(name)
    return ordered


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that stand on the cast come last, since it is made once and stays from then on; of a file, those that
    stand on the same stages come one after the other."""
    parts = dict.fromkeys(sorted(map(_part, items), key=lambda part: part[0]))
    places = {part: place for place, part in enumerate(parts)}
    items.sort(key=lambda item: (places[_part(item)], _stages_of(item)))


def _part(item: pytest.Item) -> tuple[bool, Path]:
    used = getattr(item, "fixturenames", ())
    return "cast" in used and "committed_db" not in used, item.path


def _stages_of(item: pytest.Item) -> tuple[str, ...]:
    callspec = getattr(item, "callspec", None)
    return tuple(name for name, _ in callspec.params.get("ground", ())) if callspec else ()


@pytest.fixture(scope="module")
def ground(request: pytest.FixtureRequest, made_cast: Any, django_db_blocker: Any) -> Iterator[bytes]:
    """Stays as long as tests that follow each other ask for the same stages."""
    with undone(django_db_blocker):
        made = {"cast": pickle.loads(pickle.dumps(made_cast))}
        with django_db_blocker.unblock():
            for name, make in request.param:
                made[name] = make(**{parent: made[parent] for parent in inspect.signature(make).parameters})
        yield pickle.dumps(made)


@pytest.fixture
def standing(ground: bytes, db: None) -> Any:
    return pickle.loads(ground)


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """What is done in the database within is there until the end, and gone after it."""
    around = transaction.atomic()
    around._from_testcase = True  # a durable block may stand in it, as in that of a test
    with blocker.unblock():
        around.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
