"""A chooser of people as it is drawn: who stands in it already, and whole lineups that are put there with one click."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from jinliang.base.actor import Actor
from jinliang.kernel.flow.models import Case
from jinliang.kernel.org import absences
from jinliang.kernel.org import queries as org

from .queries import Seated
from .registry import LINEUPS, Lineup


@dataclass(frozen=True, slots=True)
class Offered:
    """A lineup with the names of its people."""

    lineup: Lineup
    people: list[Seated]


@dataclass(frozen=True, slots=True)
class Chooser:
    """``taken`` is the lineup whose people stand in it; ``keep_at`` where the reader may keep lineups."""

    chosen: list[Seated]
    offers: list[Offered] = field(default_factory=list)
    label: str = ""
    keep_at: str = ""
    taken: Lineup | None = None


def chooser(case: Case, actor: Actor, duty: str, posts: Sequence[int] = (), wanted: str = "") -> Chooser:
    """With ``posts`` in it, or the people of the lineup ``wanted``. As many queries for many lineups as for one."""
    source = LINEUPS.get((case.flow_key, duty))
    found, keep_at = source.find(case, actor) if source else ([], "")
    taken = next((one for one in found if one.key == wanted), None)
    named = list(dict.fromkeys(taken.posts if taken else posts))
    people = seated({*named, *(post for one in found for post in one.posts)})
    offers = [Offered(one, [people[post] for post in one.posts if post in people]) for one in found]
    chosen = [people[post] for post in named if post in people]
    return Chooser(chosen, offers, source.label if source else "", keep_at, taken)


def seated(posts: Collection[int]) -> dict[int, Seated]:
    """Who sits on each of these posts, as a chooser writes him. Four queries, however many they are."""
    if not posts:
        return {}
    held = org.holders_of_posts(posts)
    away = absences.beside(one.user_id for seats in held.values() for one in seats if not one.for_name)
    found = {}
    for post in org.living_posts().filter(pk__in=posts):
        own = [one for one in held.get(post.pk, ()) if not one.for_name]
        # Nobody whose post it is can act: then who stands in for him.
        lent = [f"{one.name}（代{one.for_name}）" for one in held.get(post.pk, ()) if one.for_name]
        words = [away[one.user_id] for one in own if one.user_id in away]
        names = [one.name for one in own] or lent
        found[post.pk] = Seated(post.pk, "、".join(dict.fromkeys(names)), str(post), "；".join(words))
    return found
