"""Duties that a flow asks for and that nobody in the unit holds: a case sent there would lie with no one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from jinliang.base.actor import Actor
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import SECURITY_ADMIN, SYSTEM_ADMIN, name_of

from . import registry, versions
from .declare import Find, Flow, Move, Step, ways
from .models import Case, Item, Variant

MOST = 200


@dataclass(frozen=True, slots=True)
class Vacancy:
    """In ``unit`` nobody holds ``duty``; ``steps`` ask for it, and ``waiting`` open items lie there with no one."""

    unit: str
    code: str
    duty: str
    steps: tuple[str, ...]
    waiting: int


def vacancies(by: Actor) -> list[Vacancy]:
    """For the administrators: what lies with no one first, then by unit; at most ``MOST``."""
    if not by.has(SYSTEM_ADMIN.key):
        by.require(SECURITY_ADMIN.key, SECURITY_ADMIN.name)
    asked = {flow.key: _asked(flow) for flow in registry.FLOWS.values()}
    own = {key: [(row, _asked(flow)) for row, flow in rows] for key, rows in versions.variants().items()}
    wanted = {duty for duties in asked.values() for duty in duties}
    held = org.held_duties(wanted | {duty for rows in own.values() for _, duties in rows for duty in duties})
    lacking: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for flow in registry.FLOWS.values():
        first = {step.who.duty for step in _steps_from(flow, flow.start)}
        # Where the flow is at home: somebody can begin it there, or the unit has a variant of its own.
        at_home = {unit for unit, duty in held if duty in first} | {row.unit_id for row, _ in own.get(flow.key, ())}
        paths = {pk: str(unit.path) for pk, unit in org.units_by_id(at_home).items()} if own.get(flow.key) else {}
        for unit in at_home:
            for duty, steps in _of_unit(own.get(flow.key, ()), unit, paths, asked[flow.key]).items():
                if (unit, duty) not in held:
                    lacking[unit, duty] |= steps
    waiting = _waiting()
    for unit, duty, flow_key, step in waiting:
        lacking[unit, duty].add(_name(flow_key, step))
    return _told(lacking, waiting)


def _of_unit(
    variants: Iterable[tuple[Variant, dict[str, set[str]]]],
    unit: int,
    paths: Mapping[int, str],
    declared: dict[str, set[str]],
) -> dict[str, set[str]]:
    """What the flow asks for where the unit goes by a variant: its own, or that of the nearest unit above."""
    fitting = [
        (str(row.unit.path), duties)
        for row, duties in variants
        if row.unit_id == unit or (row.holds_below and f"{paths[unit]}.".startswith(f"{row.unit.path}."))
    ]
    return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else declared


def _told(lacking: dict[tuple[int, str], set[str]], waiting: dict[tuple[int, str, str, str], int]) -> list[Vacancy]:
    lying: defaultdict[tuple[int, str], int] = defaultdict(int)
    for (unit, duty, _, _), number in waiting.items():
        lying[unit, duty] += number
    shown = sorted(lacking, key=lambda pair: (-lying.get(pair, 0), pair))[:MOST]
    units = {unit.pk: unit for unit in org.units().filter(pk__in={unit for unit, _ in shown})}
    return [
        Vacancy(
            units[unit].name, units[unit].code, name_of(duty), tuple(sorted(lacking[unit, duty])), lying[unit, duty]
        )
        for unit, duty in shown
        if unit in units
    ]


def before(case: Case, moves: Iterable[Move]) -> list[str]:
    """What to tell the holder before he sends: which moves may lead to a step that nobody in the unit can take."""
    flow, _ = versions.load(case.flow_version.sha256)
    found: dict[tuple[str, str, int], list[str]] = {}
    for move in moves:
        for step in _steps_from(flow, move.to):
            for unit in _units_of(step, case):
                found.setdefault((step.name, step.who.duty, unit), []).append(move.name)
    held = org.held_duties({duty for _, duty, _ in found}, {unit for _, _, unit in found})
    return [
        f"{''.join(f'“{name}”' for name in dict.fromkeys(sent))}后可能到“{step}”，而{org.unit(unit).name}"
        f"没有人承担“{name_of(duty)}”：请联系安全管理员授权后再送"
        for (step, duty, unit), sent in found.items()
        if (unit, duty) not in held
    ]


def _asked(flow: Flow) -> dict[str, set[str]]:
    """duty -> the steps at which the flow asks it of the case's own unit."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for step in flow.steps:
        name = f"{flow.name}·{step.name}"
        if step.who.find is Find.DUTY and not step.who.unit:
            found[step.who.duty].add(name)
        for move in step.moves:
            if move.duty:
                found[move.duty].add(name)
    return found


def _waiting() -> dict[tuple[int, str, str, str], int]:
    """(unit, duty, flow, step) -> how many open items lie with a duty that nobody in the unit holds."""
    lying = Item.objects.filter(state=Item.State.OPEN, kind=Item.Kind.TODO, post=None, user=None).order_by()
    counted = {
        (unit, duty, flow, step): number
        for unit, duty, flow, step, number in lying.values_list("unit_id", "duty", "flow_key", "step").annotate(
            number=Count("pk")
        )
    }
    held = org.held_duties({duty for _, duty, _, _ in counted}, {unit for unit, _, _, _ in counted})
    return {key: number for key, number in counted.items() if key[:2] not in held}


def _name(flow_key: str, step: str) -> str:
    flow = registry.FLOWS.get(flow_key)
    known = {one.key: one.name for one in flow.steps} if flow else {}
    return f"{flow.name if flow else flow_key}·{known.get(step, step)}"


def _units_of(step: Step, case: Case) -> list[int]:
    """In which units the step asks for its duty; none when its holders are persons or are chosen."""
    if step.who.find is Find.HOME:
        return [case.starter_unit_id or case.unit_id]
    if step.who.find is not Find.DUTY:
        return []
    named = case.data.get(step.who.unit) if step.who.unit else case.unit_id
    return [unit for unit in (named if isinstance(named, list) else [named]) if unit]


def _steps_from(flow: Flow, key: str) -> Iterator[Step]:
    """The steps at which a case may stand next; a choice is not foreseen, all its branches are."""
    seen, left = {key}, [key]
    while left:
        node = flow.node(left.pop())
        if isinstance(node, Step):
            yield node
            continue
        fresh = [target for target in ways(node) if target not in seen]
        seen.update(fresh)
        left.extend(fresh)
