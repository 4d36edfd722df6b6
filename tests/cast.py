"""A fixed, made-up cast for all tests; ``def test_…(cast)``.

    示例省 ─ 甲市 ┬ 甲县人民政府 ┬ 政务公开科   clerk, chief, vetter
                │   leader     └ 甲县林草局   handler
                └ 乙县人民政府 ─ 乙县林草局   stranger

Each member is an Actor as ``request.actor`` would be; ``cast.users["clerk"]`` is the row, ``cast.client("clerk")`` a
signed-in test client. Duties that a test needs are given by ``cast.grant("clerk", "disclosure.clerk")``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from jinliang.base import clock, direct
from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.kernel.org import identity, registry, services
from jinliang.kernel.org.models import Appointment, Unit, User
from jinliang.kernel.org.services import DivisionRow, PersonRow, UnitRow
from jinliang.kernel.org.sessions import SessionStore
from tests.stages import undone

DIVISIONS = (
    DivisionRow("990000", "示例省", 1),
    DivisionRow("990100", "甲市", 2, "990000"),
    DivisionRow("990121", "甲县", 3, "990100"),
    DivisionRow("990122", "乙县", 3, "990100"),
)
UNITS = (
    UnitRow("99010001", "甲市人民政府", "government", 2, "990100"),
    UnitRow("99012101", "甲县人民政府", "government", 3, "990121", "99010001"),
    UnitRow("99012102", "政务公开科", "section", 3, "990121", "99012101"),
    UnitRow("99012103", "甲县林草局", "department", 3, "990121", "99012101"),
    UnitRow("99012201", "乙县人民政府", "government", 3, "990122", "99010001"),
    UnitRow("99012202", "乙县林草局", "department", 3, "990122", "99012201"),
)
PEOPLE = (
    PersonRow("clerk", "林一鸣", "99012102", "科员", telephone="0000-1000001"),
    PersonRow("chief", "周二春", "99012102", "科长", is_head=True, telephone="0000-1000002"),
    PersonRow("vetter", "吴三思", "99012102", "法制审核员", telephone="0000-1000003"),
    PersonRow("handler", "郑四维", "99012103", "经办人", telephone="0000-1000004"),
    PersonRow("leader", "王五岳", "99012101", "副县长", is_head=True, telephone="0000-1000005"),
    PersonRow("stranger", "冯六合", "99012202", "经办人", telephone="0000-1000006"),
    PersonRow("system_admin", "陈七星", "99012101", "系统管理员"),
    PersonRow("security_admin", "褚八方", "99012101", "安全管理员"),
    PersonRow("audit_admin", "卫九州", "99012101", "审计管理员"),
)
VERSION = b"SELECT rights_version FROM org_user WHERE id = $1::bigint"
GRANT = b"""
WITH post AS (SELECT post_id FROM org_appointment WHERE user_id = $1::bigint ORDER BY is_primary DESC LIMIT 1),
    given AS (
        INSERT INTO org_grant (post_id, duty) SELECT post_id, unnest($2::text[]) FROM post ON CONFLICT DO NOTHING)
UPDATE org_user u SET rights_version = rights_version + 1 FROM org_appointment a JOIN post USING (post_id)
WHERE u.id = a.user_id RETURNING 1
"""
ADMINS = ("system_admin", "security_admin", "audit_admin")


@dataclass
class Cast:
    """Actors by role, the units by name, and how a test gives them duties or lets them sign in."""

    users: dict[str, User]
    units: dict[str, Unit]
    known: dict[str, tuple[tuple[str | None, date], Actor]] = field(default_factory=dict)
    citizen: Actor = field(default_factory=lambda: Actor(ActorKind.CITIZEN, "示例公民", address="192.0.2.7"))

    @property
    def government(self) -> Unit:
        return self.units["99012101"]

    @property
    def unit(self) -> Unit:
        """The disclosure section, where clerk and chief work."""
        return self.units["99012102"]

    @property
    def bureau(self) -> Unit:
        return self.units["99012103"]

    @property
    def other_government(self) -> Unit:
        return self.units["99012201"]

    @property
    def other_unit(self) -> Unit:
        return self.units["99012202"]

    def actor(self, who: str) -> Actor:
        """As he is now; asked for again when his rights or the day have changed, as a session does."""
        stamp = direct.ask(VERSION, str(self.users[who].pk)), clock.today()
        if self.known.get(who, (None,))[0] != stamp:
            self.known[who] = stamp, identity.actor_for(self.users[who], address="192.0.2.1")
        return self.known[who][1]

    @property
    def clerk(self) -> Actor:
        return self.actor("clerk")

    @property
    def chief(self) -> Actor:
        return self.actor("chief")

    @property
    def vetter(self) -> Actor:
        return self.actor("vetter")

    @property
    def handler(self) -> Actor:
        return self.actor("handler")

    @property
    def leader(self) -> Actor:
        return self.actor("leader")

    @property
    def stranger(self) -> Actor:
        return self.actor("stranger")

    @property
    def system_admin(self) -> Actor:
        return self.actor("system_admin")

    @property
    def security_admin(self) -> Actor:
        return self.actor("security_admin")

    @property
    def audit_admin(self) -> Actor:
        return self.actor("audit_admin")

    def grant(self, who: str, *duties: str) -> Actor:
        """Give the member's post these duties and answer the actor as he is then."""
        assert set(duties) <= registry.DUTIES.keys()
        # As services.grant, which costs ten times as much and is called by most tests.
        direct.ask(GRANT, str(self.users[who].pk), f"{{{','.join(duties)}}}")
        return self.actor(who)

    def client(self, who: str) -> Client:
        """A browser in which this member is signed in."""
        user, session, client = self.users[who], SessionStore(), Client()
        session.update({"user": user.pk, "stamp": user.get_session_auth_hash(), "started_at": clock.now().isoformat()})
        session.create()
        session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client


@pytest.fixture(scope="session")
def made_cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Made once, in a transaction around all tests that use it; what each of them does is rolled back to here."""
    with undone(django_db_blocker):
        with django_db_blocker.unblock():
            made = make_cast()
            Appointment.objects.update(from_on=date(2020, 1, 1))  # before any day in which a test plays
        yield made


@pytest.fixture
def cast(standing: dict[str, Any]) -> Cast:
    found = standing["cast"]
    assert isinstance(found, Cast)
    return found


def make_cast(people: Sequence[PersonRow] = PEOPLE) -> Cast:
    """For tests with ``committed_db``, which do without the fixture; ``people`` may be more than ours."""
    services.load_divisions(DIVISIONS, by=SYSTEM)
    units = services.load_units(UNITS, by=SYSTEM)
    users = services.load_people(people, by=SYSTEM)
    found = Cast({user.username: user for user in users}, {unit.code: unit for unit in units})
    for name in ADMINS:
        services.name_admin(found.users[name].pk, f"org.{name}", by=SYSTEM)
    return found
