"""What subsystems add to desk and case page, from their ``flow.py`` or ``nav.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jinliang.base.actor import Actor

if TYPE_CHECKING:
    from jinliang.kernel.flow.models import Case
    from jinliang.kernel.flow.queries import Round

PANELS: dict[str, Panel] = {}
MOVE_FORMS: dict[tuple[str, str], MoveForm] = {}
TILES: dict[str, Tile] = {}
ASIDES: dict[str, Aside] = {}
LINEUPS: dict[tuple[str, str], Lineups] = {}


@dataclass(frozen=True, slots=True)
class Panel:
    """The subsystem's part of the case page: ``template`` drawn with ``context(case, actor)``, on paper too. ``said``:
    what was said of the matter in other cases and belongs on its processing sheet."""

    flow_key: str
    template: str
    context: Callable[[Case, Actor], dict[str, Any]]
    said: Callable[[Case], list[Round]] | None = None

    def __post_init__(self) -> None:
        PANELS[self.flow_key] = self


@dataclass(frozen=True, slots=True)
class Aside:
    """A part beside every case, whatever its flow: ``template`` drawn with ``context(case, actor)``; one query."""

    key: str
    template: str
    context: Callable[[Case, Actor], dict[str, Any]]

    def __post_init__(self) -> None:
        ASIDES[self.key] = self


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A move that needs more than an opinion: a page of the subsystem, ``reverse(url_name, args=[item_id])``."""

    flow_key: str
    move: str
    url_name: str

    def __post_init__(self) -> None:
        MOVE_FORMS[self.flow_key, self.move] = self


@dataclass(frozen=True, slots=True)
class Lineup:
    """Posts that are named together with one click, in this order; ``notes``: who would stand there and cannot now."""

    key: str
    name: str
    posts: tuple[int, ...]
    notes: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Lineups:
    """Beside the chooser of people with ``duty``: ``find(case, actor)`` answers with the lineups, the fittest first,
    and with the address at which this actor keeps them, if he may. ``label`` is what they are called."""

    flow_key: str
    duty: str
    label: str
    find: Callable[[Case, Actor], tuple[list[Lineup], str]]

    def __post_init__(self) -> None:
        LINEUPS[self.flow_key, self.duty] = self


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure at the top of the desk, counted in ``measure``. Shown to holders of ``duty`` (to all when empty)."""

    key: str
    label: str
    count: Callable[[Actor], int]
    url: str
    duty: str = ""
    measure: str = "件"

    def __post_init__(self) -> None:
        TILES[self.key] = self
