"""The offices of 甲县 for official documents and for what comes in. Only on the inner site."""

from __future__ import annotations

from uuid import uuid4

from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.seals import services as seals
from jinliang.subsystems.document_exchange.services import offices as exchange
from jinliang.subsystems.incoming import services as registering
from jinliang.subsystems.incoming.services import charging, orders
from jinliang.subsystems.incoming.services import offices as incoming
from jinliang.subsystems.outgoing.services import drafting, sealing, signing
from jinliang.subsystems.outgoing.services import offices as outgoing
from jinliang.subsystems.outgoing.services.drafting import Given
from tests.cast import Cast

SEALED_TITLE = "关于做好松材线虫病普查工作的通知"
INSTRUCTED_TITLE = "关于增设防火检查站的请示"
JOINT_TITLE = "关于联合开展边界护林的通知"


def open_for(cast: Cast) -> None:
    outgoing.save(cast.government.pk, cast.unit.pk, "示政发", by=cast.clerk)
    office = incoming.save(cast.government.pk, cast.unit.pk, "示政收", by=cast.clerk)
    order = orders.Wish("农林水事项", tuple(cast.actor(who).post_id or 0 for who in ("approver", "leader")))
    orders.save(office.pk, uuid4(), order, based_on=0, by=cast.clerk)
    exchange.name_office(cast.government.pk, cast.unit.pk, by=cast.clerk)
    _waiting_for_its_seal(cast)
    _waiting_for_the_other_county(cast)
    _instructed(cast)


def _waiting_for_its_seal(cast: Cast) -> None:
    """The bureau of 乙县 has a seal with a keeper, and a signed document that waits for it."""
    scribe, keeper, director = (cast.actor(who) for who in ("scribe", "keeper", "director"))
    bureau = cast.other_unit.pk
    seal = seals.apply(
        unit_id=bureau, kind="unit", holder="乙县林草局", keeper_post=keeper.post_id or 0, key="seal", by=scribe
    )
    _move(seal.case_id or 0, director, "approve", "issue")
    outgoing.save(bureau, bureau, "乙林发", by=scribe)
    found = drafting.start(bureau, "notice", SEALED_TITLE, uuid=uuid4(), by=scribe)
    given = Given(
        kind="notice", form="document", title=SEALED_TITLE, text="为做好松材线虫病普查工作，现通知如下。",
        based_on=0, main=["各乡镇林业工作站"],
    )  # fmt: skip
    drafting.write(found, given, by=scribe)
    _move(found.case_id, scribe, "submit")
    flow.complete(item_of(found.case_id), "to_sign", by=scribe, key="to_sign", to=[director.post_id or 0])
    _move(found.case_id, director, "sign")
    _move(found.case_id, scribe, "pass", "number")
    found.refresh_from_db()
    sealing.send(found, item_of(found.case_id), by=scribe, key="to_seal")


def _waiting_for_the_other_county(cast: Cast) -> None:
    """甲县 has signed what it issues jointly with 乙县, whose papers the bureau there handles."""
    drafter, vetter, leader, scribe = (cast.actor(who) for who in ("handler", "vetter", "leader", "scribe"))
    other = cast.other_government
    outgoing.save(other.pk, cast.other_unit.pk, "乙政发", by=scribe)
    found = drafting.start(cast.government.pk, "notice", JOINT_TITLE, uuid=uuid4(), by=drafter)
    given = Given(
        kind="notice", form="document", title=JOINT_TITLE, text="为做好边界护林，两县联合通知如下。",
        based_on=0, main=["各林业工作站"], joints=[other.name],
    )  # fmt: skip
    drafting.write(found, given, by=drafter)
    _move(found.case_id, drafter, "submit")
    signing.ask(found, item_of(found.case_id), {leader.post_id or 0: 1}, by=vetter, key="to_sign")
    _move(found.case_id, leader, "sign")


def _instructed(cast: Cast) -> None:
    """A document that came in, with a leader's instruction, is charged to a bureau that a section assists."""
    clerk, proposer, leader = (cast.actor(who) for who in ("clerk", "chief", "leader"))
    given = registering.Given(title=INSTRUCTED_TITLE, sender="乙县林草局", sender_number="乙林发〔2026〕5号")
    found = registering.register(cast.government.pk, given, uuid=uuid4(), by=clerk)
    _move(found.case_id, clerk, "pass")
    said = {"opinion": "请王副县长批示。", "to": [leader.post_id or 0]}
    flow.complete(item_of(found.case_id), "to_instruct", by=proposer, key="instruct", **said)
    flow.complete(item_of(found.case_id), "sign", by=leader, key="sign", opinion="请林草局抓紧办理。")
    wanted = [charging.Wanted("lead", cast.bureau.pk), charging.Wanted("assist", cast.unit.pk)]
    charging.charge(found, wanted, by=clerk, key="charge", item_id=item_of(found.case_id))


def _move(case_id: int, by: Actor, *moves: str) -> None:
    for move in moves:
        flow.complete(item_of(case_id), move, by=by, key=f"{case_id}{move}")


def item_of(case_id: int) -> int:
    ((item, _),) = cases.open_items(case_id)
    return item
