"""Who is who. Units and people are no secret inside the house; what a person may see otherwise hangs on his duties."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value

from jinliang.base import cipher, clock, direct
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing

from .identity import appointed_on, delegated_on
from .models import (
    AdminRole,
    Appointment,
    Delegation,
    Division,
    Grant,
    Policy,
    Post,
    RecoveryCode,
    Session,
    Unit,
    User,
)
from .registry import name_of

__all__ = ["Unit"]

UNITS_OF_POSTS = b"""
    SELECT json_object_agg(id, unit_id) FROM org_post WHERE id = ANY ($1::bigint[]) AND ended_on IS NULL
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who sits on a post today; ``for_name`` says for whom, when he is a deputy."""

    post_id: int
    user_id: int
    name: str
    title: str = ""
    unit_id: int = 0
    for_name: str = ""


def unit(unit_id: int) -> Unit:
    found = Unit.objects.select_related("division", "parent").filter(pk=unit_id).first()
    if found is None:
        raise Missing("没有这个单位")
    return found


def unit_by_code(code: str) -> Unit:
    found = Unit.objects.select_related("division", "parent").filter(code=code).first()
    if found is None:
        raise Missing("没有这个单位")
    return found


def units() -> QuerySet[Unit]:
    """All units that have not been dissolved, in the order of the tree's levels."""
    return Unit.objects.filter(ended_on=None).order_by("level", "order", "pk")


def units_below(path: str) -> QuerySet[Unit]:
    """The unit with this path and all under it, dissolved ones too: their records remain."""
    return Unit.objects.filter(path__below=path).order_by("path")


def holders(unit_id: int, duty: str) -> list[Holder]:
    """Who holds ``duty`` in this very unit today, by own appointment; heads first. Administrators never do."""
    return holders_in([unit_id], duty)


def holders_in(unit_ids: Collection[int], duty: str) -> list[Holder]:
    """The same in any of these units; heads first. One query."""
    rows = Appointment.objects.filter(appointed_on(clock.today()), post__unit__in=unit_ids, post__grants__duty=duty)
    rows = rows.filter(user__is_active=True, user__admin_role=None)
    return [*_holders(rows.order_by("-post__is_head", "post__order", "pk"))]


def held_duties(duties: Iterable[str], units: Iterable[int] | None = None) -> set[tuple[int, str]]:
    """(unit, duty) for which ``holders`` finds somebody, in all units or in these. One query."""
    rows = Appointment.objects.filter(appointed_on(clock.today()), user__is_active=True, user__admin_role=None)
    if units is not None:
        rows = rows.filter(post__unit__in=list(units))
    granted = rows.filter(post__unit__ended_on=None, post__grants__duty__in=list(duties))
    return set(granted.order_by().values_list("post__unit_id", "post__grants__duty").distinct())


def holders_below(path: str, duty: str) -> list[Holder]:
    """Who holds ``duty`` in the unit with this path or any unit under it; unit by unit, heads first. One query."""
    rows = Appointment.objects.filter(appointed_on(clock.today()), post__unit__path__below=path)
    rows = rows.filter(post__grants__duty=duty, user__is_active=True, user__admin_role=None, post__unit__ended_on=None)
    return [*_holders(rows.order_by("post__unit__path", "-post__is_head", "post__order", "pk"))]


def holders_of_posts(post_ids: Iterable[int]) -> dict[int, list[Holder]]:
    """Who sits on each post today: own appointments first, then deputies. Two queries."""
    day, wanted = clock.today(), list(post_ids)
    found: dict[int, list[Holder]] = defaultdict(list)
    own = Appointment.objects.filter(appointed_on(day), post__in=wanted, user__is_active=True).order_by("pk")
    for holder in _holders(own):
        found[holder.post_id].append(holder)
    lent = Delegation.objects.filter(delegated_on(day), post__in=wanted, deputy__is_active=True)
    for row in lent.order_by("pk").values_list(
        "post_id", "deputy_id", "deputy__name", "post__title", "post__unit_id", "principal__name"
    ):
        found[row[0]].append(Holder(*row))
    return found


def _holders(rows: QuerySet[Appointment]) -> Iterable[Holder]:
    return (
        Holder(*row) for row in rows.values_list("post_id", "user_id", "user__name", "post__title", "post__unit_id")
    )


def head_posts(unit_ids: Iterable[int]) -> dict[int, int]:
    """The post of each unit's head; a unit without one is absent."""
    rows = Post.objects.filter(unit__in=list(unit_ids), is_head=True, ended_on=None).order_by("-order", "-pk")
    return dict(rows.values_list("unit_id", "pk"))


def post(post_id: int) -> Post:
    found = Post.objects.select_related("unit").filter(pk=post_id).first()
    if found is None:
        raise Missing("没有这个岗位")
    return found


def units_of_posts(post_ids: Iterable[int]) -> dict[int, int]:
    """Post -> unit, of those of these posts that have not been abolished."""
    found = direct.ask(UNITS_OF_POSTS, f"{{{','.join(map(str, post_ids))}}}")
    return {int(post): unit for post, unit in json.loads(found or "{}").items()}


def post_label(post_id: int) -> str:
    """``青山县自然资源局 局长``"""
    return post_labels([post_id]).get(post_id, "")


def post_labels(post_ids: Iterable[int]) -> dict[int, str]:
    rows = Post.objects.filter(pk__in=list(post_ids)).values_list("pk", "unit__name", "title")
    return {pk: f"{unit_name} {title}" for pk, unit_name, title in rows}


def posts_of(user_id: int) -> QuerySet[Appointment]:
    """The appointments of a person that are in force today, the primary one first."""
    return (
        Appointment.objects.filter(appointed_on(clock.today()), user=user_id)
        .select_related("post__unit")
        .order_by("-is_primary", "post__order", "pk")
    )


def waiting_appointments(user_id: int | None = None) -> QuerySet[Appointment]:
    """Those that the security administrator has to confirm, the oldest first; of one person or of all."""
    rows = Appointment.objects.filter(is_confirmed=False).select_related("user", "post__unit").order_by("from_on", "pk")
    return rows if user_id is None else rows.filter(user=user_id)


def duties_of_posts(post_ids: Iterable[int]) -> dict[int, list[str]]:
    """post -> the names of its duties. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Grant.objects.filter(post__in=list(post_ids)).order_by("duty").values_list("post_id", "duty")
    for post_id, duty in rows:
        found[post_id].append(name_of(duty))
    return found


def posts_in(unit_id: int) -> QuerySet[Post]:
    return Post.objects.filter(unit=unit_id, ended_on=None).order_by("-is_head", "order", "pk")


def user(user_id: int) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise Missing("没有这个人")
    return found


def units_by_id(unit_ids: Iterable[int]) -> dict[int, Unit]:
    return Unit.objects.in_bulk(unit_ids)


def user_names(user_ids: Iterable[int]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "name"))


def search_people(text: str, by: Actor) -> QuerySet[User]:  # noqa: ARG001 - the directory is open to all officials
    """Active people by name, pinyin, initials, office telephone, or a unit's name; in pinyin order."""
    found = User.objects.filter(is_active=True).alias(characters=_CHARACTERS)
    for word in text.split():
        found = found.filter(_person_like(word))
    return found.order_by("pinyin", "pk")


# As the index org_user_characters has it: LIKE over 57,000 names takes 30 ms, this 4.
_CHARACTERS = Func("name", Value(None), function="string_to_array", output_field=ArrayField(TextField()))


def _person_like(word: str) -> Q:
    if not word.isascii():
        named = Q(characters__contains=list(word), name__contains=word)
        units = list(Unit.objects.filter(name__contains=word).values_list("pk", flat=True))
        # Asked only when there is such a unit: an "or" with another table would read every person.
        seated = Appointment.objects.filter(appointed_on(clock.today()), post__unit__in=units)
        return named | Q(pk__in=seated.values("user")) if units else named
    if word.isdigit():
        return Q(telephone__endswith=word)
    lower = word.lower()
    if len(lower) == 1:
        # Where the initials begin with it the pinyin does: one condition, read off the index in order.
        return Q(pinyin__startswith=lower)
    return Q(initials__startswith=lower) | Q(pinyin__startswith=lower)


def search_units(text: str, among: QuerySet[Unit] | None = None) -> QuerySet[Unit]:
    """Own units (or ``among``) by name, short name, pinyin, initials or code."""
    like = Q(name__contains=text) | Q(short_name__contains=text)
    if text.isascii():
        like = Q(initials__contains=text.lower()) | Q(pinyin__contains=text.lower()) | Q(code__startswith=text)
    return (units() if among is None else among).filter(like)


def units_by_name(names: Collection[str], among: QuerySet[Unit] | None = None) -> dict[str, Unit]:
    """Those of these names that are the whole or the short name of one own unit (one of ``among``); sections aside."""
    rows = (
        (units() if among is None else among)
        .exclude(kind=Unit.Kind.SECTION)
        .filter(Q(name__in=names) | Q(short_name__in=names))
    )
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in rows:
        for name in {unit.name, unit.short_name} & set(names):
            found[name].append(unit)
    return {name: units[0] for name, units in found.items() if len(units) == 1}


def people_in(unit_id: int) -> QuerySet[Appointment]:
    """Who sits in this unit today, heads first."""
    rows = Appointment.objects.filter(appointed_on(clock.today()), post__unit=unit_id, user__is_active=True)
    return rows.select_related("user", "post").order_by("-post__is_head", "post__order", "user__pinyin")


def delegations_of(user_id: int) -> QuerySet[Delegation]:
    """Given and received, the latest first."""
    return (
        Delegation.objects.filter(Q(principal=user_id) | Q(deputy=user_id))
        .select_related("post__unit", "principal", "deputy")
        .order_by("-from_on", "-pk")
    )


def sessions_of(user_id: int) -> QuerySet[Session]:
    return Session.objects.filter(user=user_id, expire_date__gt=clock.now()).order_by("-started_at")


def live_sessions(keys: Iterable[str]) -> set[str]:
    """Those of ``keys`` whose session has neither ended nor idled out and whose user is active. Extends none."""
    rows = Session.objects.filter(session_key__in=list(keys), expire_date__gt=clock.now(), user__is_active=True)
    return set(rows.values_list("session_key", flat=True))


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a person can be reached outside the page; for senders, never for a page."""

    email: str
    mobile: str


def contacts(user_ids: Iterable[int]) -> dict[int, Contact]:
    rows = User.objects.filter(pk__in=set(user_ids)).values_list("pk", "email", "mobile_sealed")
    return {pk: Contact(email, cipher.unseal(bytes(sealed), settings.JINLIANG_SITE)) for pk, email, sealed in rows}


def policy() -> Policy:
    return Policy.objects.first() or Policy(pk=1)


def surplus_accounts() -> QuerySet[User]:
    """Active accounts that nobody has signed in with for as long as the policy says (GB/T 22239-2019 8.1.4.2)."""
    limit = clock.now() - timedelta(days=policy().surplus_days)
    return (
        User.objects.filter(is_active=True)
        .filter(Q(signed_in_at__lt=limit) | Q(signed_in_at=None, created_at__lt=limit))
        .order_by(F("signed_in_at").asc(nulls_first=True), "pk")
    )


def administrators() -> QuerySet[AdminRole]:
    return AdminRole.objects.select_related("user").order_by("role", "user__pinyin")


def divisions() -> QuerySet[Division]:
    return Division.objects.order_by("code")


def user_by_username(username: str) -> User | None:
    return User.objects.filter(username=username.strip()).first()


def recovery_codes_left(user_id: int) -> int:
    return RecoveryCode.objects.filter(user=user_id).count()


def seats_of_people(user_ids: Iterable[int]) -> QuerySet[Appointment]:
    """The appointments of these people that are in force today, in the order of their names."""
    rows = Appointment.objects.filter(appointed_on(clock.today()), user__in=list(user_ids))
    return rows.select_related("user", "post__unit").order_by("user__pinyin", "-is_primary", "pk")


def roots_for(path: str) -> QuerySet[Unit]:
    """Where the tree of one's own institution begins: the nearest government over ``path``, or the top of it."""
    above = Unit.objects.filter(path__above=path, ended_on=None)
    nearest = above.filter(kind=Unit.Kind.GOVERNMENT).order_by("-path")[:1]
    return nearest if nearest else above.order_by("path")[:1]


def children(unit_id: int | None) -> QuerySet[Unit]:
    """The next level below a unit (or the roots), each with ``has_children``."""
    below = Unit.objects.filter(parent=OuterRef("pk"), ended_on=None)
    rows = Unit.objects.filter(parent=unit_id, ended_on=None)
    return rows.annotate(has_children=Exists(below)).order_by("order", "pk")


def units_above(path: str) -> QuerySet[Unit]:
    """From the root down to the unit itself."""
    return Unit.objects.filter(path__above=path).order_by("path")


def posts_of_people(user_ids: Iterable[int]) -> dict[int, list[Appointment]]:
    """The present posts of many people, for lists. One query."""
    found: dict[int, list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.filter(appointed_on(clock.today()), user__in=list(user_ids))
    for held in rows.select_related("post__unit").order_by("-is_primary", "pk"):
        found[held.user_id].append(held)
    return found


def people(text: str, state: str = "") -> QuerySet[User]:
    """For the administrators: also disabled accounts. ``state``: "", locked, disabled, surplus."""
    found = surplus_accounts() if state == "surplus" else User.objects.order_by("pinyin", "pk")
    if state == "locked":
        found = found.filter(locked_until__gt=clock.now())
    if state == "disabled":
        found = found.filter(is_active=False)
    for word in text.split():
        found = found.filter(_person_like(word) | Q(username__startswith=word.lower()))
    return found


def living_posts() -> QuerySet[Post]:
    return Post.objects.filter(ended_on=None).select_related("unit")


def posts_with_duties(unit_id: int) -> list[tuple[Post, list[str], list[str]]]:
    """Every post of a unit with its duties and the names of those who sit there. Three queries."""
    found = list(posts_in(unit_id).prefetch_related("grants"))
    seated = holders_of_posts(post.pk for post in found)
    return [
        (post, [grant.duty for grant in post.grants.all()], [holder.name for holder in seated.get(post.pk, [])])
        for post in found
    ]


def user_ids(usernames: Iterable[str]) -> dict[str, int]:
    return dict(User.objects.filter(username__in=list(usernames)).values_list("username", "pk"))
