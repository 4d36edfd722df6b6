"""联合行文 as it is read: which unit has signed, where it lies with the others, whose seal is there. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.seals import queries as seals

from . import queries
from .flow import JOINT
from .models import Joint, Outgoing


@dataclass(frozen=True, slots=True)
class Line:
    """One unit: what it has done or where it lies; ``tone`` of the mark; a late or waiting one can be reminded."""

    joint_id: int
    name: str
    words: str
    said: tuple[flow.Opinion, ...] = ()
    tone: str = "g"
    is_sealed: bool = False
    can_be_chased: bool = False


def lines(actor: Actor, outgoing: Outgoing) -> list[Line]:
    """The other units in their order. Empty for a document of one unit alone."""
    rows = list(queries.joints(outgoing).select_related("case__flow_version"))
    if not rows:
        return []
    sealed = seals.pressed_by(outgoing.subject)
    steps = flow.open_steps([one.case_id for one in rows if one.case_id], JOINT.key)
    leads = flow.is_visible(actor, outgoing.case_id)
    return [_line(one, steps.get(one.case_id or 0, []), leads=leads, is_sealed=one.unit_id in sealed) for one in rows]


def _line(one: Joint, steps: list[str], *, leads: bool, is_sealed: bool) -> Line:
    if one.case is None:
        return Line(one.pk, one.name, "主办机关签发后送会签")
    if one.signed_at:
        said = tuple(opinion for opinion in _signings(one) if opinion.opinion)
        words = f"{'、'.join(one.signers)}　{localtime(one.signed_at):%Y-%m-%d %H:%M} 签发"
        return Line(one.pk, one.name, words, said, "ok", is_sealed=is_sealed)
    due_on, today = flow.due_of(one.case.pk), clock.today()
    words = "、".join(steps) + (f"　{due_on:%m-%d} 到期" if due_on else "")
    tone = "u" if due_on and due_on < today else "y"
    return Line(one.pk, one.name, words, tone=tone, can_be_chased=leads and bool(steps))


def said(case: Case) -> list[flow.Round]:
    """For the processing sheet: what the leaders of the other units said when they signed."""
    rows = Joint.objects.filter(outgoing__case=case.pk, is_past=False, signed_at__isnull=False).order_by("order")
    return [
        flow.Round("joint", f"{one.name}签发", 1, list(_signings(one)))
        for one in rows.select_related("case__flow_version")
    ]


def _signings(one: Joint) -> list[flow.Opinion]:
    assert one.case
    rounds = [said for said in flow.opinions(one.case) if said.step == "sign"]
    return rounds[-1].opinions if rounds else []


def address(actor: Actor, outgoing: Outgoing) -> int:
    """The case in which the actor finds the document: its own, or that of his unit which joins in."""
    if flow.is_visible(actor, outgoing.case_id):
        return outgoing.case_id
    own = flow.visible_to(actor).filter(pk__in=outgoing.joints.values("case")).order_by("-pk").first()
    return own.pk if own else outgoing.case_id
