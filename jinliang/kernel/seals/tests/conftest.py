from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import pytest

from jinliang.base import clock
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.org import queries as org
from jinliang.kernel.seals import certificates, registry, services
from jinliang.kernel.seals.models import Seal
from jinliang.kernel.seals.services import Place
from jinliang.kernel.typesetting.typeset import LETTER, typeset
from tests.cast import Cast, make_cast
from tests.stages import stage

AT = datetime(2026, 11, 2, 9, tzinfo=clock.CHINA)
WORDS = "示例文件的正文，只供测试。" * 40
PLACE = Place(1, 120, 180, 42, 42)
PREFIX = "sealtest.paper"


@dataclass
class Allowed:
    """What the owner of the test's documents allows."""

    approved_by: int | None = None
    is_allowed: bool = True
    asked: list[str] = field(default_factory=list)


_allowed = Allowed()


def _ask(key, seal, digest, by):
    _allowed.asked.append(digest)
    if not _allowed.is_allowed or _allowed.approved_by is None:
        return None
    return registry.Ground(title=f"测试文件{key}", asked_by=None, approved_by=_allowed.approved_by)


registry.ground(PREFIX, _ask)


@pytest.fixture
def allowed():
    return allow()


def allow(approved_by=None):
    _allowed.approved_by, _allowed.is_allowed, _allowed.asked = approved_by, True, []
    return _allowed


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory):
    """Keys of tests lie in a folder of their own, thrown away with the tests."""
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": str(folder)})
        yield folder


@dataclass
class Office:
    """The section of 甲县 that makes and keeps seals: clerk keeps, chief approves, vetter makes."""

    cast: Cast

    def __post_init__(self):
        self.keeper = self.cast.grant("clerk", "seals.keeper")
        self.approver = self.cast.grant("chief", "seals.approver")
        self.maker = self.cast.grant("vetter", "seals.maker")

    def post(self, who):
        return org.posts_of(self.cast.users[who].pk)[0].post_id

    def apply(self, kind="disclosure", holder="甲县政务公开科", keeper="clerk", by=None, key="", **more) -> Seal:
        return services.apply(
            unit_id=self.cast.unit.pk, kind=kind, holder=holder, keeper_post=self.post(keeper),
            key=key or f"{kind}{holder}", by=by or self.keeper, **more,
        )  # fmt: skip

    def item(self, seal):
        return Item.objects.get(case=seal.case_id, state=Item.State.OPEN).pk

    def move(self, seal, move, by, **more):
        flow.complete(self.item(seal), move, by=by, key=f"{seal.pk}{move}", **more)
        return Seal.objects.get(pk=seal.pk)

    def issued(self, **more) -> Seal:
        seal = self.apply(**more)
        self.move(seal, "approve", self.approver)
        return self.move(seal, "issue", self.maker)

    def affix(self, document, seal, places=(PLACE,), approval=f"{PREFIX}/1", by=None, **more):
        return services.affix(document, seal.pk, places, approval=approval, by=by or self.keeper, **more)


@stage
def settled(cast):
    return Office(cast)


@pytest.fixture
def office(settled, allowed):
    allowed.approved_by = settled.approver.user_id
    return settled


@stage
def seal(settled):
    """In use, kept by the clerk."""
    return settled.issued()


@pytest.fixture
def committed_office(committed_db, allowed):
    """For tests that commit, with threads and connections of their own."""
    found = Office(make_cast())
    allowed.approved_by = found.approver.user_id
    return found


@cache
def letter(pages=1) -> bytes:
    block = {"kind": "paragraph", "runs": [{"text": WORDS}]}
    data = {
        "title": "测试文件", "number": "示公开〔2026〕5号", "addressee": "张某某",
        "blocks": [block] * (1 + (pages - 1) * 3),
        "signer": "甲县政务公开科", "date": "2026年11月2日",
    }  # fmt: skip
    return typeset(LETTER, data, at=AT)


@pytest.fixture(scope="session")
def paper():
    return letter()


@pytest.fixture(scope="session")
def pages():
    """A document of several pages."""
    return letter(pages=3)
