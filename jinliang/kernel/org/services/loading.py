"""Many units and people at once: the same records and traces as one by one, in a handful of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..models import Appointment, Division, Grant, Post, Unit, User
from ..registry import DUTIES, SECURITY_ADMIN, SYSTEM_ADMIN
from .acts import carrying_duties, require, touch_posts
from .people import new_user
from .units import new_unit_ids, spell

BATCH = 2000


@dataclass(frozen=True, slots=True)
class DivisionRow:
    code: str
    name: str
    level: int
    parent_code: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit by codes; its parent stands before it or is stored already."""

    code: str
    name: str
    kind: str
    level: int
    division_code: str
    parent_code: str = ""
    short_name: str = ""
    telephone: str = ""
    address: str = ""
    postcode: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person on a post; the post is made if the unit has none of this title. No password: no signing in yet."""

    username: str
    name: str
    unit_code: str
    title: str
    is_head: bool = False
    telephone: str = ""
    mobile: str = ""
    email: str = ""
    password: str = ""


@transaction.atomic
def load_divisions(rows: Iterable[DivisionRow], *, by: Actor) -> int:
    """Divisions that are not stored yet, parents first; answers how many were new."""
    require(by, SYSTEM_ADMIN)
    known: dict[str, int] = dict(Division.objects.values_list("code", "pk"))
    made = 0
    for level, batch in _by_level([row for row in rows if row.code not in known]):
        stored = Division.objects.bulk_create(
            [
                Division(code=row.code, name=row.name, level=level, parent_id=known.get(row.parent_code))
                for row in batch
            ],
            batch_size=BATCH,
        )
        known |= {division.code: division.pk for division in stored}
        made += len(stored)
    trace.append("org.divisions", "org.divisions.load", by=by, facts={"made": made})
    return made


def _by_level(rows: list[DivisionRow]) -> Iterable[tuple[int, list[DivisionRow]]]:
    for level in sorted({row.level for row in rows}):
        yield level, [row for row in rows if row.level == level]


@transaction.atomic
def load_units(rows: Sequence[UnitRow], *, by: Actor) -> list[Unit]:
    require(by, SYSTEM_ADMIN)
    divisions = dict(Division.objects.values_list("code", "pk"))
    known = {unit.code: (unit.pk, str(unit.path)) for unit in Unit.objects.only("code", "path")}
    units = []
    for row, pk in zip(rows, new_unit_ids(len(rows)), strict=True):
        above, path = known[row.parent_code] if row.parent_code else (None, "")
        unit = Unit(
            pk=pk, name=row.name, code=row.code, kind=row.kind, level=row.level, parent_id=above,
            division_id=divisions[row.division_code], path=f"{path}.{pk}".lstrip("."), short_name=row.short_name,
            telephone=row.telephone, address=row.address, postcode=row.postcode, order=row.order,
        )  # fmt: skip
        spell(unit)
        known[row.code] = (pk, unit.path)
        units.append(unit)
    Unit.objects.bulk_create(units, batch_size=BATCH)
    _note_all(
        (
            ("unit", unit.pk, "create", {"name": unit.name, "code": unit.code, "parent": unit.parent_id})
            for unit in units
        ),
        by,
    )
    return units


@transaction.atomic
def load_people(rows: Sequence[PersonRow], *, from_on: date | None = None, by: Actor) -> list[User]:
    require(by, SYSTEM_ADMIN)
    posts = _posts_for(rows, by)
    users = User.objects.bulk_create([_user_of(row) for row in rows], batch_size=BATCH)
    day, waiting = from_on or clock.today(), carrying_duties({post.pk for post in posts.values()}, by)
    Appointment.objects.bulk_create(
        [
            Appointment(user=user, post=post, from_on=day, is_confirmed=post.pk not in waiting)
            for user, row in zip(users, rows, strict=True)
            for post in (posts[row.unit_code, row.title],)
        ],
        batch_size=BATCH,
    )
    _note_all(
        (
            (
                "user",
                user.pk,
                "create",
                {"username": user.username, "name": user.name, "post": posts[row.unit_code, row.title].pk},
            )
            for user, row in zip(users, rows, strict=True)
        ),
        by,
    )
    return users


def _user_of(row: PersonRow) -> User:
    user = new_user(row.username, row.name, telephone=row.telephone, mobile=row.mobile, email=row.email)
    if row.password:
        policy = queries.policy()
        rules.check_password(row.password, policy, row.username, user.pinyin)
        user.set_password(row.password)
        user.password_changed_at, user.must_change_password = clock.now(), policy.first_change
    return user


def _posts_for(rows: Sequence[PersonRow], by: Actor) -> dict[tuple[str, str], Post]:
    """Every (unit code, title) of the rows with its post, made where it is absent."""
    codes = {row.unit_code for row in rows}
    units = {unit.code: unit for unit in Unit.objects.filter(ended_on=None, code__in=codes)}
    if absent := codes - units.keys():
        raise Refusal(f"没有这些单位代码：{'、'.join(sorted(absent))}", way_out="请先导入单位", field="unit_code")
    existing = Post.objects.filter(unit__in=units.values(), ended_on=None).annotate(code=F("unit__code"))
    posts = {(post.code, post.title): post for post in existing}
    wanted = {(row.unit_code, row.title): row.is_head for row in rows}
    made = Post.objects.bulk_create(
        [
            Post(unit=units[code], title=title, is_head=is_head, order=0 if is_head else 10)
            for (code, title), is_head in wanted.items()
            if (code, title) not in posts
        ],
        batch_size=BATCH,
    )
    _note_all((("post", post.pk, "create", {"unit": post.unit_id, "title": post.title}) for post in made), by)
    return posts | {(post.unit.code, post.title): post for post in made}


@transaction.atomic
def load_grants(rows: Sequence[tuple[str, str, str]], *, by: Actor) -> int:
    """Duties for posts, as (unit code, title, duty); known ones stay. Answers how many were new."""
    require(by, SECURITY_ADMIN)
    for _, _, duty in rows:
        if duty not in DUTIES or DUTIES[duty].is_admin:
            raise Refusal(f"“{duty}”不是可以授予岗位的职责", way_out="请对照职责清单", field="duty")
    codes = {code for code, _, _ in rows}
    posts = {
        (code, title): pk
        for pk, code, title in Post.objects.filter(unit__code__in=codes).values_list("pk", "unit__code", "title")
    }
    known = set(Grant.objects.filter(post__in=posts.values()).values_list("post_id", "duty"))
    fresh = sorted({(posts[code, title], duty) for code, title, duty in rows} - known)
    Grant.objects.bulk_create([Grant(post_id=post, duty=duty) for post, duty in fresh], batch_size=BATCH)
    touch_posts(Q(pk__in={post for post, _ in fresh}))
    _note_all((("post", post, "grant", {"duty": duty}) for post, duty in fresh), by)
    return len(fresh)


def _note_all(notes: Iterable[tuple[str, int, str, dict[str, object]]], by: Actor) -> None:
    at = clock.now()
    trace.append_many(
        [
            (f"org.{subject}/{pk}", trace.canonical(f"org.{subject}.{act}", by, facts), at)
            for subject, pk, act, facts in notes
        ]
    )
