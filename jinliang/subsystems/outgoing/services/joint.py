"""联合行文: every other unit signs in a case of its own, all at once; the document waits for the last of them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow import services as acts
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.org import queries as org
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..flow import IS_JOINT, JOINT
from ..models import Joint, Office, Outgoing

SENT = f"联合行文由所有联署机关的负责人会签（{rules.REGULATION}第二十二条）"


@transaction.atomic
def name(outgoing: Outgoing, names: Sequence[str], *, by: Actor) -> None:
    """Who issues it along with the leading unit, in this order; fixed while they have it before them."""
    typed = [one.strip()[:120] for one in names if one.strip()]
    units = org.units_by_name(typed)
    wanted = list(dict.fromkeys(units[one].name if one in units else one for one in typed))
    before = list(queries.joints(outgoing))
    if wanted == [one.name for one in before]:
        return
    if any(one.case_id for one in before):
        raise Refusal("已送联署机关签发，不能增减", SENT, "请退回核稿后再改", field="joints")
    outgoing.joints.filter(is_past=False).delete()
    found = {unit.name: unit for unit in units.values()}
    rows = enumerate(wanted)
    Joint.objects.bulk_create(Joint(outgoing=outgoing, order=at, unit=found.get(one), name=one) for at, one in rows)
    trace.append(outgoing.subject, "outgoing.document.name_joint", by=by, facts={"units": wanted})


def require_known(outgoing: Outgoing, case: Case) -> None:
    """The flow itself must know before the first leader signs whether others follow him."""
    if bool(case.data.get(IS_JOINT)) != queries.joints(outgoing).exists():
        raise Conflict("联署机关有变化", way_out="请刷新页面后重新送签发")


def ask(outgoing: Outgoing, *, by: Actor) -> None:
    """The leading unit has signed: every other one gets a case for its clerk."""
    _renew(outgoing, "重新送联署机关签发", by=by)
    for one in queries.joints(outgoing).select_related("unit"):
        office = Office.objects.filter(unit=one.unit_id).first()
        if office is None:
            raise Refusal(
                f"{one.name}还没有设置发文办公室", "会签件没有人收", "请其公文登记印制人员先在“发文设置”中填写"
            )
        one.case = acts.open_case(
            JOINT.key,
            by=SYSTEM,
            unit_id=office.section_id,
            title=outgoing.title,
            subject=outgoing.subject,
            urgency=outgoing.case.urgency,
            key=f"{outgoing.uuid}/{one.pk}",
        )
        one.save(update_fields=["case"])
    units = [one.name for one in queries.joints(outgoing)]
    trace.append(outgoing.subject, "outgoing.document.ask_joint", by=by, facts={"units": units})
    touch("outgoing.document", str(outgoing.uuid))


def undo(outgoing: Outgoing, why: str, *, by: Actor) -> None:
    """What the others signed, or have before them, stands no more."""
    if _renew(outgoing, why, by=by):
        trace.append(outgoing.subject, "outgoing.document.undo_joint", by=by, facts={"why": why})


def require_all(outgoing: Outgoing) -> None:
    if lacking := [one.name for one in queries.joints(outgoing) if one.signed_at is None]:
        raise Refusal(f"{'、'.join(lacking)}还没有签发", SENT, "请催办，或收回修改")


def carry_out(case: Case, event: Event, by: Actor) -> None:
    """What a move in a unit's own case means for the document: signed, or something against it."""
    if not event.is_over:
        return
    # Two units at the same time take turns here: the second finds what the first wrote.
    outgoing = Outgoing.objects.select_for_update(of=("self",)).filter(joints__case=case.pk).first()
    one = Joint.objects.filter(case=case.pk, is_past=False).first()
    if outgoing is None or one is None:
        return
    if case.status == Case.Status.DONE and event.move == "sign":
        _signed(outgoing, one, case, by=by)
    else:
        said = flow.opinion_of(event.item_id) if event.item_id else case.get_status_display()
        _move_on(outgoing, "take_back", case, opinion=f"{one.name}有不同意见：{said}")


def _signed(outgoing: Outgoing, one: Joint, case: Case, *, by: Actor) -> None:
    one.signers, one.signed_at = queries.signers_in(case), clock.now()
    one.save(update_fields=["signers", "signed_at"])
    facts = {"unit": one.name, "signers": one.signers, "version": outgoing.signed_version}
    trace.append(outgoing.subject, "outgoing.document.joint_signed", by=by, facts=facts)
    if not queries.joints(outgoing).filter(signed_at=None).exists():
        _move_on(outgoing, "all_signed", case)


def _move_on(outgoing: Outgoing, move: str, case: Case, *, opinion: str = "") -> None:
    item = next((item for item, step in flow.open_items(outgoing.case_id) if step == "joint"), None)
    if item is None:
        raise Conflict("主办机关已收回这份公文", way_out="请刷新后查看")
    acts.complete(item, move, by=SYSTEM, key=f"joint/{case.pk}", opinion=opinion)


def _renew(outgoing: Outgoing, why: str, *, by: Actor) -> bool:
    """Rows that have a case are kept as they were; new ones stand for what is asked next."""
    sent = list(queries.joints(outgoing).filter(case__isnull=False).select_related("case"))
    for one in sent:
        Joint.objects.filter(pk=one.pk).update(is_past=True)
        Joint.objects.create(outgoing=outgoing, order=one.order, unit_id=one.unit_id, name=one.name)
    # When none of the rows is current any more: the end of these cases says nothing to the document.
    for one in sent:
        if one.case and one.case.status in (Case.Status.RUNNING, Case.Status.SUSPENDED):
            acts.void(one.case.pk, by=SYSTEM, key=f"undone/{one.pk}", reason=f"{why}（{by.name}）")
    return bool(sent)


@transaction.atomic
def chase(outgoing: Outgoing, joint_id: int, text: str, *, by: Actor, key: str) -> None:
    """The leading unit reminds one that has not signed; the others do not."""
    if not flow.is_visible(by, outgoing.case_id):
        raise Missing("没有找到这份公文")
    one = queries.joints(outgoing).filter(pk=joint_id, case__isnull=False).first()
    if one is None or one.signed_at:
        raise Conflict("该机关已经签发，或不再联署", way_out="请刷新后查看")
    words = f"{by.name}（{outgoing.unit.name}）：{text.strip() or '请尽快会签、签发'}"
    acts.chase(one.case_id or 0, words, by=SYSTEM, key=f"{key}/{by.user_id}")
    trace.append(outgoing.subject, "outgoing.document.chase_joint", by=by, facts={"unit": one.name, "text": words})
