"""What a designer sees: the flows that his unit may vary, its table, who would hold each step, what was published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Missing, NotAllowed
from jinliang.kernel.flow import registry, versions
from jinliang.kernel.flow.declare import Find, Flow, Step
from jinliang.kernel.flow.definition import from_json
from jinliang.kernel.flow.models import FlowVersion, Variant
from jinliang.kernel.flow.soundness import Fault
from jinliang.kernel.flow.variation import Latitude, faults
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import name_of

from .flow import DESIGNER
from .models import Edition, StepTable


@dataclass(frozen=True, slots=True)
class Variable:
    """A flow that a unit may vary."""

    declared: Flow
    latitude: Latitude


def variable(flow_key: str) -> Variable:
    if flow_key not in registry.FLOWS or flow_key not in registry.LATITUDES:
        raise Missing
    return Variable(registry.FLOWS[flow_key], registry.LATITUDES[flow_key])


def seat_of(actor: Actor) -> Seat:
    """The seat in whose unit the actor designs."""
    actor.require(DESIGNER.key, DESIGNER.name)
    if actor.seat is None:
        raise NotAllowed("您目前没有岗位", way_out="请联系安全管理员")
    return actor.seat


def editions(actor: Actor, flow_key: str) -> QuerySet[Edition]:
    """What the actor's unit has published of this flow, newest first."""
    rows = Edition.objects.filter(flow_key=flow_key, unit=seat_of(actor).unit_id)
    return rows.select_related("published_by", "version").order_by("-number")


def edition(actor: Actor, flow_key: str, number: int) -> Edition:
    found = editions(actor, flow_key).filter(number=number).first()
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """By what the cases of a unit are opened: whose it is, and which edition of it, or declared version."""

    flow: Flow
    number: int
    source: str
    is_own: bool
    is_unfit: bool = False

    @property
    def words(self) -> str:
        return f"{self.source}，第{self.number}版"


def standing(flow_key: str, unit_id: int) -> Standing:
    row, number, sha256 = versions.newest(flow_key, unit_id)
    owner = FlowVersion.objects.values_list("unit", flat=True).get(pk=row)
    flow, _ = versions.load(sha256)
    if owner is not None:
        number = Edition.objects.filter(flow_key=flow_key, unit=owner).aggregate(last=Max("number"))["last"] or number
    source = "平台基本流程" if owner is None else "本单位步骤表" if owner == unit_id else f"{org.unit(owner)}步骤表"
    unfit = Variant.objects.filter(flow_key=flow_key, unit=unit_id, is_fit=False, version__isnull=False).exists()
    return Standing(flow, number, source, owner == unit_id, unfit)


def draft(flow_key: str, unit_id: int) -> StepTable | None:
    return StepTable.objects.filter(flow_key=flow_key, unit=unit_id).select_related("changed_by").first()


@dataclass(frozen=True, slots=True)
class Board:
    """A unit's table as it stands: the draft, or without one what is in force."""

    flow: Flow
    of: Variable
    standing: Standing
    draft: StepTable | None
    unit_id: int
    unit_path: str

    @property
    def version(self) -> int:
        return self.draft.version if self.draft else 0

    @property
    def faults(self) -> list[Fault]:
        return faults(self.of.declared, self.of.latitude, self.flow)


def board(actor: Actor, flow_key: str) -> Board:
    of, seat = variable(flow_key), seat_of(actor)
    now, own = standing(flow_key, seat.unit_id), draft(flow_key, seat.unit_id)
    flow = from_json(own.definition) if own else now.flow
    return Board(flow, of, now, own, seat.unit_id, seat.unit_path)


@dataclass(frozen=True, slots=True)
class Line:
    """A flow in the list."""

    key: str
    name: str
    standing: Standing
    draft: StepTable | None


def lines(actor: Actor) -> list[Line]:
    unit = seat_of(actor).unit_id
    drafts = {row.flow_key: row for row in StepTable.objects.filter(unit=unit).select_related("changed_by")}
    return [
        Line(key, registry.FLOWS[key].name, standing(key, unit), drafts.get(key))
        for key in registry.LATITUDES
        if key in registry.FLOWS
    ]


def holders(flow: Flow, unit_id: int, unit_path: str) -> dict[str, list[str]]:
    """step -> the people of the unit who would hold it today; a step whose holders are chosen is absent."""
    found: dict[str, list[str]] = {}
    for step in flow.steps:
        if not step.who.duty:
            continue
        if step.who.find is Find.DUTY and not step.who.unit:
            found[step.key] = [one.name for one in org.holders(unit_id, step.who.duty)]
        elif step.who.find is Find.HOME:
            found[step.key] = [one.name for one in org.holders_below(unit_path, step.who.duty)]
    return found


def warnings(flow: Flow, held: dict[str, list[str]]) -> Iterator[Fault]:
    """What does not hinder publishing, but leaves a case with no one."""
    lacking: dict[tuple[str, bool], list[Step]] = {}
    for step in flow.steps:
        if step.who.duty and held.get(step.key) == []:
            lacking.setdefault((step.who.duty, step.who.find is Find.HOME), []).append(step)
    for (duty, is_home), steps in lacking.items():
        names = "、".join(f"“{step.name}”" for step in steps)
        where = "本单位和下级单位" if is_home else "本单位"
        what = f"{names}：{where}现在没有人承担“{name_of(duty)}”"
        yield Fault(steps[0].key, what, "办件到这里会没有人办", "请安全管理员授权，或改由别的职责办理")


def found_by_app(flow: Flow, step: Step) -> str:
    """Who holds a step whose holders the app knows, in words; else ""."""
    latitude = registry.LATITUDES.get(flow.key)
    return latitude.found.get(step.key, "") if latitude else ""


def who_short(flow: Flow, step: Step) -> str:
    """The same in a few characters, for the picture."""
    who = step.who
    match who.find:
        case Find.STARTER:
            return "发起人"
        case Find.HELD:
            return f"同“{flow.step(who.step).name}”" if flow.has(who.step) else ""
        case Find.CHOSEN:
            return found_by_app(flow, step) or "送件人选定"
        case _:
            return name_of(who.duty) if who.duty else "还没有选定"


def who_words(flow: Flow, step: Step) -> str:
    """How the holders of a step are found, in words."""
    who, duty = step.who, name_of(step.who.duty)
    match who.find:
        case Find.DUTY if who.unit:
            return f"指定单位“{duty}”人员"
        case Find.DUTY:
            return f"本单位“{duty}”人员" if who.duty else "还没有选定"
        case Find.HOME:
            return f"发起人单位“{duty}”人员" if who.duty else "还没有选定"
        case Find.STARTER:
            return "发起人"
        case Find.HELD:
            name = flow.step(who.step).name if flow.has(who.step) else who.step
            return f"办理过“{name}”的人"
        case Find.CHOSEN if found := found_by_app(flow, step):
            return found
        case Find.CHOSEN:
            return f"由送件人选定（“{duty}”人员）" if who.duty else "由送件人选定"
