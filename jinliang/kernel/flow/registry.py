"""What apps tell the flow kernel, from their ``flow.py``: flows, service tasks, who sees cases, what else happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinliang.base.actor import Actor
from jinliang.kernel.figures.registry import Figure

from .checking import check
from .declare import Flow
from .variation import Latitude

if TYPE_CHECKING:
    from .models import Case
    from .state import Holder


@dataclass(frozen=True, slots=True)
class Event:
    """What just happened: ``act`` is the verb (open, complete, send_back, ...), ``step`` and ``move`` those of the item
    acted on, ``entered`` the steps that were opened by it, ``is_over`` whether the case has ended with it; sent back
    ``is_straight`` it returns from there to who sent it."""

    act: str
    step: str = ""
    move: str = ""
    item_id: int | None = None
    entered: tuple[str, ...] = ()
    is_over: bool = False
    is_straight: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """Holders of ``duty`` see the cases of their unit, and with ``below`` those of all units under it."""

    duty: str
    below: bool = False


Task = Callable[["Case", Actor], None]
Hook = Callable[["Case", Event, Actor], None]
Finder = Callable[["Case", Sequence["int | Holder"], Actor], Sequence["int | Holder"]]

FLOWS: dict[str, Flow] = {}
LATITUDES: dict[str, Latitude] = {}
TASKS: dict[str, Task] = {}
FINDERS: dict[tuple[str, str], Finder] = {}
SIGHTS: dict[str, list[Sight]] = defaultdict(list)
HOOKS: dict[str, list[Hook]] = defaultdict(list)


def names() -> dict[str, str]:
    """The businesses there are, by key."""
    return {key: declared.name for key, declared in FLOWS.items()}


for _key, _label in (("flow.opened", "发起办件"), ("flow.closed", "办结办件"), ("flow.chased", "催办")):
    Figure(_key, _label, "次" if _key == "flow.chased" else "件", kinds=names)


def flow(declared: Flow) -> Flow:
    """Register a flow; raises ``Unsound`` when it could not be carried out."""
    if FLOWS.get(declared.key, declared) != declared:
        raise ValueError(f"flow {declared.key} is written down twice")
    check(declared)
    FLOWS[declared.key] = declared
    return declared


def vary(flow_key: str, latitude: Latitude) -> None:
    """Let units publish variants of this flow, within ``latitude``."""
    LATITUDES[flow_key] = latitude


def finds(flow_key: str, step: str, finder: Finder) -> Finder:
    """Let ``finder(case, sent, by)`` say who holds this step, whose holders are else chosen by the sender alone.
    ``sent`` are those whom the sender chose: nobody does in a step of a unit's own."""
    FINDERS[flow_key, step] = finder
    return finder


def service(name: str) -> Callable[[Task], Task]:
    """Let ``fn(case, by)`` carry out the service steps with this task, in the act's transaction."""

    def register(task: Task) -> Task:
        if TASKS.get(name, task) is not task:
            raise ValueError(f"service {name} is written down twice")
        TASKS[name] = task
        return task

    return register


def sight(flow_key: str, duty: str, *, below: bool = False) -> None:
    """Besides those who take part: let the holders of ``duty`` see the cases of this flow."""
    SIGHTS[flow_key].append(Sight(duty, below))


def on_event(flow_key: str, hook: Hook) -> Hook:
    """Call ``hook(case, event, by)`` after each act on a case of this flow, in its transaction; a refusal undoes it."""
    HOOKS[flow_key].append(hook)
    return hook
