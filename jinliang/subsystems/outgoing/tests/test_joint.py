"""Several units issue one document: each signs and seals for itself, and nothing goes out before all have."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, Invalid, Missing
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.org import services as org
from jinliang.kernel.org.services import PersonRow
from jinliang.kernel.seals import services as seals
from jinliang.kernel.seals.models import Seal, Use
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.outgoing import joining, printing, queries, second_form
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import joint, offices, sealing, signing
from tests.cast import make_cast
from tests.stages import stage

from .conftest import NOTICE, Writers, office_of, refused
from .keeping import own_keys, seal_of

__all__ = ["own_keys"]


PEOPLE = (
    PersonRow("mayor", "蒋十方", "99012201", "县长", is_head=True, telephone="0000-1000007"),
    PersonRow("keeper", "沈百川", "99012201", "机要秘书", telephone="0000-1000008"),
)


@dataclass
class Partners:
    """甲县 leads, 乙县 joins in, with a clerk, a leader who signs and a keeper of its seal."""

    writers: Writers
    clerk: Actor
    leader: Actor
    keeper: Actor

    def begun(self, **changes: object) -> Outgoing:
        given = {"main": ["各林业工作站"], "joints": [self.writers.cast.other_government.name]} | changes
        return self.writers.begin(replace(NOTICE, **given))  # type: ignore[arg-type]

    def sent(self, **changes: object) -> Outgoing:
        """Signed by the leading unit, before the other one."""
        outgoing, move = self.begun(**changes), self.writers.move
        move(outgoing, "submit", self.writers.drafter)
        item = self.writers.item(outgoing)
        signing.ask(outgoing, item, {self.writers.leader.post_id or 0: 1}, by=self.writers.vetter, key=str(uuid4()))
        move(outgoing, "sign", self.writers.leader, opinion="同意")
        return self.writers.again(outgoing)

    def item(self, outgoing: Outgoing) -> int:
        case = queries.joints(outgoing).get().case_id
        return Item.objects.get(case=case, state=Item.State.OPEN).pk

    def move(self, outgoing: Outgoing, name: str, by: Actor, **given: object) -> None:
        flow.complete(self.item(outgoing), name, by=by, key=str(uuid4()), **given)  # type: ignore[arg-type]

    def signed(self, **changes: object) -> Outgoing:
        outgoing = self.sent(**changes)
        self.move(outgoing, "to_sign", self.clerk, to=[self.leader.post_id])
        self.move(outgoing, "sign", self.leader, opinion="同意联合印发")
        return self.writers.again(outgoing)

    def waiting(self) -> Outgoing:
        """An original that waits for both seals."""
        outgoing = self.signed()
        for move in ("pass", "number"):
            self.writers.move(outgoing, move, self.writers.clerk)
        sealing.send(outgoing, self.writers.item(outgoing), by=self.writers.clerk, key=str(uuid4()))
        return self.writers.again(outgoing)

    def seals(self) -> tuple[Seal, Seal]:
        """That of the leading unit and that of the other."""
        unit, keeper = self.writers.cast.other_government.pk, self.keeper.post_id or 0
        made = seals.apply(
            unit_id=unit, kind="unit", holder="乙县示例单位", keeper_post=keeper, key="o", by=self.keeper
        )
        for move in ("approve", "issue"):
            item = Item.objects.get(case=made.case_id, state=Item.State.OPEN).pk
            flow.complete(item, move, by=self.leader, key=move)
        return seal_of(self.writers), Seal.objects.get(pk=made.pk)


def partners_of(writers: Writers) -> Partners:
    cast = writers.cast
    cast.users |= {user.username: user for user in org.load_people(PEOPLE, by=SYSTEM)}
    clerk = cast.grant("stranger", "outgoing.clerk")
    leader = cast.grant("mayor", "outgoing.signer", "seals.approver", "seals.maker")
    offices.save(cast.other_government.pk, cast.other_unit.pk, "乙政发", by=clerk)
    return Partners(writers, clerk, leader, cast.grant("keeper", "seals.keeper"))


@stage
def partners(writers: Writers) -> Partners:
    return partners_of(writers)


@stage
def sent(partners: Partners) -> Outgoing:
    return partners.sent()


@stage
def both_seals(partners: Partners) -> tuple[Seal, Seal]:
    return partners.seals()


@stage
def waiting(partners: Partners, both_seals: tuple[Seal, Seal]) -> Outgoing:
    return partners.waiting()


def press(outgoing: Outgoing, seal: Seal, by: Actor) -> None:
    item = Item.objects.get(case=outgoing.case_id, post=by.post_id, state=Item.State.OPEN).pk
    sealing.affix(outgoing, item, seal.pk, by=by, key=str(uuid4()))


def sees(outgoing: Outgoing, actor: Actor) -> bool:
    assert set(queries.listed_for(actor)) == set(queries.visible_to(actor))
    return queries.visible_to(actor).filter(pk=outgoing.pk).exists()


@pytest.mark.django_db
def test_every_unit_signs_in_its_own_house_and_the_last_one_gives_the_date(partners: Partners, sent: Outgoing) -> None:
    assert (partners.writers.step(sent), sent.signers) == ("joint", ["王五岳"])
    partners.move(sent, "to_sign", partners.clerk, to=[partners.leader.post_id])
    tomorrow = clock.now() + timedelta(days=1)
    with clock.held_at(tomorrow):
        partners.move(sent, "sign", partners.leader)
    outgoing = partners.writers.again(sent)
    assert (partners.writers.step(outgoing), outgoing.dated_on) == ("recheck", tomorrow.date())
    assert queries.joints(outgoing).get().signers == ["蒋十方"]


@pytest.mark.django_db
def test_what_the_other_leaders_said_is_on_the_processing_sheet(partners: Partners) -> None:
    outgoing = partners.signed()
    page = partners.writers.cast.client("clerk").get(reverse("desk:sheet", args=[outgoing.case_id])).content.decode()
    assert "乙县人民政府签发" in page
    assert "同意联合印发" in page


@pytest.mark.django_db
def test_a_unit_may_be_named_in_short_and_is_named_once(partners: Partners) -> None:
    other = partners.writers.cast.other_government
    outgoing = partners.begun(joints=[other.short_name, other.name])
    assert [one.name for one in queries.joints(outgoing)] == [other.name]


@pytest.mark.django_db
def test_who_is_late_stands_out(partners: Partners, sent: Outgoing) -> None:
    assert [one.tone for one in joining.lines(partners.writers.clerk, sent)] == ["y"]
    with clock.held_at(clock.now() + timedelta(days=20)):
        assert [one.tone for one in joining.lines(partners.writers.clerk, sent)] == ["u"]


@pytest.mark.django_db
def test_a_unit_that_gives_its_case_up_takes_the_document_back(partners: Partners, sent: Outgoing) -> None:
    manager = partners.writers.cast.grant("stranger", "flow.manager")
    case = queries.joints(sent).get().case_id
    flow.void(case, reason="不宜联合行文", by=manager, key="void")
    assert partners.writers.step(sent) == "vet"


@pytest.mark.django_db
def test_only_units_of_the_same_rank_issue_jointly_and_the_text_says_which_are_not(partners: Partners) -> None:
    outgoing = partners.begun(joints=["甲县林草局", "没有这个局"])
    with refused(Invalid) as found:
        partners.writers.move(outgoing, "submit", partners.writers.drafter)
    found_words = "".join(found.value.errors["joints"])
    assert "甲县林草局与本机关不同级" in found_words
    assert "没有找到联署机关“没有这个局”" in found_words


@pytest.mark.django_db
def test_a_unit_that_nobody_sent_it_to_sees_nothing_and_all_who_take_part_do(partners: Partners) -> None:
    outgoing = partners.begun()
    assert not sees(outgoing, partners.clerk)
    outgoing = partners.sent()
    assert [sees(outgoing, one) for one in (partners.clerk, partners.leader)] == [True, False]
    partners.move(outgoing, "to_sign", partners.clerk, to=[partners.leader.post_id])
    assert sees(outgoing, partners.leader)
    assert partners.writers.cast.client("stranger").get(f"/cases/{outgoing.case_id}/").status_code == 404
    page = partners.writers.cast.client("stranger").get(reverse("outgoing:show", args=[outgoing.uuid]), follow=True)
    assert "落实责任" in page.content.decode()


@pytest.mark.django_db
def test_an_objection_takes_the_document_back_and_the_next_round_asks_all_again(
    partners: Partners, sent: Outgoing
) -> None:
    partners.move(sent, "object", partners.clerk, opinion="经费安排不妥")
    outgoing = partners.writers.again(sent)
    assert (partners.writers.step(outgoing), outgoing.signed_version) == ("vet", None)
    item = partners.writers.item(outgoing)
    signing.ask(outgoing, item, {partners.writers.leader.post_id or 0: 1}, by=partners.writers.vetter, key="again")
    partners.writers.move(outgoing, "sign", partners.writers.leader)
    assert outgoing.joints.filter(case__isnull=False).count() == 2
    assert queries.joints(outgoing).get().case.status == "running"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_taken_back_by_the_leading_unit_nobody_signs_it_any_more(partners: Partners, sent: Outgoing) -> None:
    item, case = partners.item(sent), queries.joints(sent).get().case_id
    partners.writers.move(sent, "take_back", partners.writers.clerk, opinion="改期限")
    assert Case.objects.get(pk=case).status == "void"
    with refused(Conflict):
        flow.complete(item, "to_sign", by=partners.clerk, key="late", to=[partners.leader.post_id])


@pytest.mark.django_db
def test_nobody_says_that_all_have_signed_before_they_have(partners: Partners, sent: Outgoing) -> None:
    with refused(match="乙县人民政府还没有签发"):
        partners.writers.move(sent, "all_signed", partners.writers.clerk)
    with refused(Conflict, match="联署机关有变化"):
        late = partners.begun()
        partners.writers.move(late, "submit", partners.writers.drafter)
        partners.writers.move(late, "to_sign", partners.writers.vetter, to=[partners.writers.leader.post_id])


@pytest.mark.django_db
def test_no_way_leads_past_the_other_units(partners: Partners) -> None:
    outgoing, writers = partners.begun(joints=[]), partners.writers
    writers.move(outgoing, "submit", writers.drafter)
    writers.move(outgoing, "to_sign", writers.vetter, to=[writers.leader.post_id])
    joint.name(outgoing, [writers.cast.other_government.name], by=writers.vetter)
    with refused(match="乙县人民政府还没有签发"):
        writers.move(outgoing, "sign", writers.leader)


@pytest.mark.django_db
def test_the_leading_unit_reminds_who_is_late(partners: Partners, sent: Outgoing) -> None:
    one, client = queries.joints(sent).get(), partners.writers.cast.client("clerk")
    address = reverse("outgoing:chase_joint", args=[sent.uuid, one.pk])
    assert address in client.get(f"/cases/{sent.case_id}/").content.decode()
    assert client.post(address, {"key": "k"}).status_code == 302
    assert "outgoing.document.chase_joint" in [entry.act for entry in trace.entries(sent.subject)]
    assert partners.writers.cast.client("stranger").post(address, {"key": "k"}).status_code == 404


@pytest.mark.django_db
def test_the_head_names_all_units_or_the_leading_one_and_upward_all_who_signed(partners: Partners) -> None:
    upward = {"kind": "request", "form": "upward", "title": "关于增加护林员的请示", "text": "妥否，请批示。"}
    outgoing = partners.signed(**upward, main=["甲市人民政府"])
    set_ = printing.document_of(outgoing, outgoing.dated_on, printed_on=outgoing.dated_on)  # type: ignore[arg-type]
    assert set_.heads == ("甲县人民政府", "乙县人民政府")
    assert [(unit.name, unit.signer) for unit in set_.units] == [("甲县人民政府", "王五岳"), ("乙县人民政府", "蒋十方")]
    outgoing.has_own_head = True
    alone = printing.document_of(outgoing, outgoing.dated_on, printed_on=outgoing.dated_on)  # type: ignore[arg-type]
    assert alone.heads == ("甲县人民政府",)


@pytest.mark.django_db
def test_each_keeper_presses_his_seal_in_any_order_and_it_goes_out_with_the_last(
    partners: Partners, both_seals: tuple[Seal, Seal], waiting: Outgoing
) -> None:
    own, other = both_seals
    press(waiting, other, partners.keeper)
    outgoing = partners.writers.again(waiting)
    assert (outgoing.sealed_at, partners.writers.step(outgoing)) == (None, "seal")
    assert not outgoing.is_issued
    press(outgoing, own, partners.writers.clerk)
    outgoing = partners.writers.again(outgoing)
    found = seals.verify(files.content(outgoing.file))
    assert [(one.name, one.verdict) for one in found] == [(other.name, "valid"), (own.name, "valid")]
    assert outgoing.is_issued
    twin = second_form.file_of(outgoing)
    assert twin is not None
    assert [(one.name, one.verdict) for one in seals.verify(files.content(twin))] == [
        (one.name, one.verdict) for one in found
    ]
    places = [(place["left"], place["left"] + place["width"]) for place in outgoing.seal_places]
    assert places[0][1] < places[1][0]
    (code,) = Use.objects.exclude(code=None).values_list("code", flat=True)
    assert seals.find(code, by=partners.clerk).sha256 == outgoing.file.blob_id


@pytest.mark.django_db
def test_a_unit_without_a_seal_is_named_before_anything_is_printed(partners: Partners) -> None:
    seal_of(partners.writers)
    with refused(match="乙县人民政府还没有可用的电子印章"):
        partners.waiting()


@pytest.mark.django_db
def test_a_keeper_has_no_place_on_it_but_his_own(
    partners: Partners, both_seals: tuple[Seal, Seal], waiting: Outgoing
) -> None:
    with refused(Missing):
        press(waiting, both_seals[0], partners.keeper)
    with refused(match="还没有用印"):
        item = Item.objects.get(case=waiting.case_id, post=partners.keeper.post_id, state=Item.State.OPEN).pk
        flow.complete(item, "seal", by=partners.keeper, key="without")


def test_two_keepers_at_once_both_seals_are_there(committed_db: str) -> None:
    partners = partners_of(office_of(make_cast()))
    own, other = partners.seals()
    outgoing, ready = partners.waiting(), threading.Barrier(2)

    def pressed(seal: Seal, by: Actor) -> None:
        ready.wait()
        press(outgoing, seal, by)
        connection.close()

    given = ((own, partners.writers.clerk), (other, partners.keeper))
    threads = [threading.Thread(target=pressed, args=one) for one in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outgoing = partners.writers.again(outgoing)
    assert len([one for one in seals.verify(files.content(outgoing.file)) if one.is_valid]) == 2
    assert outgoing.is_issued
