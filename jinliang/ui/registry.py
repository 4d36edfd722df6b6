"""What apps put into the shell. Each app fills it from its ``nav.py``, which is found by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby

from django.urls import NoReverseMatch, reverse

from jinliang.base.actor import Actor

# The groups of the navigation, from top to bottom. "" stands above all without a heading.
GROUPS = (
    "",
    "个人办公",
    "公文办理",
    "政务公开",
    "综合事务",
    "督查信息",
    "审批监察",
    "应急空间",
    "数据档案",
    "摆渡交换",
    "系统管理",
)
# Entries of this group are marks in the top bar, e.g. the bell.
TOP = "顶栏"


@cache
def address(name: str) -> str:
    """The address of a page that needs no arguments, looked up once; "" where this site has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class NavEntry:
    """An entry of the navigation, shown to actors who hold ``duty``, or one of several (to all when empty).

    ``count`` answers how many things wait there; it is asked after the page has been drawn, so that it costs no page.
    """

    group: str
    label: str
    icon: str
    url_name: str
    duty: str | tuple[str, ...] = ""
    count: Callable[[Actor], int] | None = None

    def is_for(self, actor: Actor) -> bool:
        duties = (self.duty,) if isinstance(self.duty, str) else self.duty
        return not self.duty or any(actor.has(duty) for duty in duties)

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name)

    @property
    def has_count(self) -> bool:
        return self.count is not None

    @property
    def is_top(self) -> bool:
        return self.group == TOP

    @property
    def key(self) -> str:
        """The entry's name in the page, e.g. ``notices-list``."""
        return self.url_name.replace(":", "-")


_entries: dict[str, NavEntry] = {}


def add_nav(*entries: NavEntry) -> None:
    """Show ``entries``; one and the same address is there once."""
    for entry in entries:
        if entry.group not in (*GROUPS, TOP):
            raise ValueError(f"{entry.label}: no group {entry.group} in the navigation")
        _entries[entry.url_name] = entry


def entries_for(actor: Actor) -> Iterator[NavEntry]:
    return (entry for entry in _entries.values() if entry.is_for(actor))


def groups_for(actor: Actor) -> list[tuple[str, list[NavEntry]]]:
    """The navigation of this actor: (heading, entries), empty groups left out."""
    shown = sorted((e for e in entries_for(actor) if e.group != TOP), key=lambda entry: GROUPS.index(entry.group))
    return [(group, list(entries)) for group, entries in groupby(shown, key=lambda entry: entry.group)]


def top_for(actor: Actor) -> list[NavEntry]:
    return [entry for entry in entries_for(actor) if entry.group == TOP]


def counts_for(actor: Actor) -> list[tuple[NavEntry, int]]:
    """Every entry that counts, with its number."""
    return [(entry, entry.count(actor)) for entry in entries_for(actor) if entry.count]


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the public site that its home page and navigation show; what has no door is not advertised."""

    label: str
    icon: str
    url_name: str
    words: str = ""
    in_nav: bool = True
    is_main: bool = False

    @property
    def url(self) -> str:
        return address(self.url_name)


_doors: dict[str, Door] = {}


def add_doors(*doors: Door) -> None:
    for door in doors:
        _doors[door.url_name] = door


def doors() -> list[Door]:
    return list(_doors.values())
