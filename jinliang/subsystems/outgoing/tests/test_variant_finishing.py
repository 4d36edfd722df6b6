"""An office's own steps after the signature: approved before the number, read twice, printed once it is sealed."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.base.errors import Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.declare import duty
from jinliang.kernel.flow.models import Case
from jinliang.kernel.flow.registry import LATITUDES
from jinliang.kernel.flow.variation import faults
from jinliang.kernel.seals import services as seals
from jinliang.kernel.steps import queries, services, table
from jinliang.kernel.steps.bpmn import reading, writing
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD
from jinliang.subsystems.outgoing import rules
from jinliang.subsystems.outgoing.flow import DOCUMENT, JOINT
from jinliang.subsystems.outgoing.services import filing, finishing, sealing, signing
from jinliang.subsystems.outgoing.services.filing import Filed
from jinliang.subsystems.outgoing.services.finishing import Run
from tests.stages import stage

from .conftest import refused
from .keeping import own_keys, seal
from .test_joint import partners
from .test_variant import flow_of, on

__all__ = ["own_keys", "partners", "seal"]
pytestmark = pytest.mark.django_db

LINKS = re.compile(r'<a class="btn [^"]*" href="(\?[^"]*)#now"[^>]*>([^<]*)</a>')
BEFORE_SIGNING, APPROVED, SECOND_PROOF, PRINTED = "主任审定", "复核审定", "二校", "印制"
ADDED = {
    "vet/to_sign": BEFORE_SIGNING,
    "recheck/pass": APPROVED,
    "proof/to_seal": SECOND_PROOF,
    "seal/seal": PRINTED,
}


def varied(changed, added=ADDED):
    """Each added step is done by whoever heads the section."""
    latitude = queries.variable(changed.key).latitude
    for place, name in added.items():
        changed, key = table.insert(changed, latitude, place, "step", name)
        changed = table.change(changed, replace(changed.step(key), who=duty(SECTION_HEAD.key)))
    return changed


def published(writers, added=ADDED):
    chief = writers.cast.grant("chief", DESIGNER.key, SECTION_HEAD.key)
    services.change(DOCUMENT.key, lambda changed: varied(changed, added), based_on=0, by=chief)
    services.publish(DOCUMENT.key, "经办公会同意", based_on=1, by=chief)
    return chief


@stage
def chief(writers, seal):
    return published(writers)


@stage
def second_proof(writers, chief):
    return given_to(writers, SECOND_PROOF)


@stage
def to_be_sealed(writers, chief, second_proof):
    assert on(writers, second_proof, "同意", chief) == "用印"
    return writers.again(second_proof)


def at(writers, outgoing):
    return flow_of(writers.again(outgoing)).step(writers.step(outgoing)).name


def given_to(writers, name):
    """A document that stands at this step of the office's own."""
    outgoing, chief = writers.begin(), writers.cast.chief
    on(writers, outgoing, "送核稿", writers.drafter)
    signing.ask(outgoing, writers.item(outgoing), {writers.leader.post_id: 1}, by=writers.vetter, key=str(uuid4()))
    for step, act in (
        (BEFORE_SIGNING, lambda: on(writers, outgoing, "同意", chief)),
        ("签发", lambda: on(writers, outgoing, "签发", writers.leader)),
        ("复核", lambda: on(writers, outgoing, "复核通过", writers.clerk)),
        (APPROVED, lambda: on(writers, outgoing, "同意", chief)),
        ("编号排版", lambda: finishing.number(outgoing, writers.item(outgoing), by=writers.clerk, key=str(uuid4()))),
        ("校对", lambda: to_seal(writers, outgoing)),
        (SECOND_PROOF, lambda: on(writers, outgoing, "同意", chief)),
        ("用印", lambda: press(writers, outgoing)),
    ):
        assert at(writers, outgoing) == step
        if step == name:
            break
        act()
    return writers.again(outgoing)


def to_seal(writers, outgoing):
    outgoing = writers.again(outgoing)
    finishing.finish(outgoing, writers.item(outgoing), "to_seal", Run(30), by=writers.clerk, key=str(uuid4()))


def press(writers, outgoing):
    outgoing = writers.again(outgoing)
    own = sealing.queries.seals_for(writers.clerk, outgoing)[0]
    sealing.affix(outgoing, writers.item(outgoing), own.pk, by=writers.clerk, key="seal")


def back(writers, outgoing, to, by, **more):
    given = {"opinion": "请再看"} | more
    flow.send_back(writers.item(outgoing), to, by=by, key=str(uuid4()), **given)
    return writers.again(outgoing)


def test_a_document_is_approved_read_twice_sealed_printed_and_filed(writers, chief, to_be_sealed):
    assert to_be_sealed.printed_at is not None, "the original is there for its seal"
    press(writers, to_be_sealed)
    outgoing = writers.again(to_be_sealed)
    assert at(writers, outgoing) == PRINTED
    assert (outgoing.sealed_at is not None, outgoing.is_issued) == (True, False), "not sent out before it is printed"
    assert on(writers, outgoing, "同意", chief) == "分发归档"
    outgoing = writers.again(outgoing)
    assert outgoing.is_issued
    filing.file(outgoing, writers.item(outgoing), Filed(rules.PAPER, "10"), by=writers.clerk, key="file")
    assert writers.again(outgoing).case.status == Case.Status.DONE


def test_who_reads_twice_sees_the_sheets_with_the_number_and_no_original_yet(writers, chief, second_proof):
    assert (second_proof.number, second_proof.printed_at, second_proof.print_run) == ("示政发〔2026〕1号", None, 30)
    page = writers.cast.client("chief").get(reverse("desk:case", args=[second_proof.case_id])).content.decode()
    sheets = reverse("outgoing:sheets", args=[second_proof.uuid])
    assert sheets in page
    assert "“同意”时选择" not in page, "the keeper of the seal is not chosen by the proof-reader"
    text = writers.cast.client("chief").get(sheets).content.decode()
    assert reverse("outgoing:proof_page", args=[second_proof.uuid, 1]) in text
    assert "加强巡护" in text
    assert "data-jl-once" not in text, "it is only looked at"
    assert writers.cast.client("stranger").get(sheets).status_code == 404


def test_sent_back_the_number_stays_and_what_has_to_be_signed_is_signed_anew(writers, chief, second_proof):
    outgoing = back(writers, second_proof, "number", chief)
    assert (outgoing.number, outgoing.signed_version) == ("示政发〔2026〕1号", 1)
    finishing.number(outgoing, writers.item(outgoing), by=writers.clerk, key="again")
    to_seal(writers, outgoing)
    with refused(match="不能直接送回"):
        back(writers, outgoing, "vet", chief, resume="straight")
    outgoing = back(writers, outgoing, "recheck", chief, resume="straight")
    assert on(writers, outgoing, "复核通过", writers.clerk) == SECOND_PROOF
    outgoing = back(writers, outgoing, "vet", chief)
    assert (outgoing.signed_version, outgoing.number) == (None, "示政发〔2026〕1号")
    assert numbers.of_subject(outgoing.subject).text == outgoing.number


def test_a_rechecker_sends_nothing_past_the_leaders_either(writers, signed):
    with refused(match="不能直接送回"):
        back(writers, signed, "vet", writers.clerk, resume="straight")


def test_the_signers_chosen_by_the_vetter_sign_after_the_office_has_approved(writers, chief):
    outgoing = given_to(writers, BEFORE_SIGNING)
    page = writers.cast.client("chief").get(reverse("desk:case", args=[outgoing.case_id])).content.decode()
    assert "拟签发人" in page
    assert "甲县人民政府 副县长" in page
    item = writers.item(outgoing)
    (move,) = cases.allowed(chief, item).moves
    flow.complete(item, move.key, by=chief, key="agree", to=[writers.cast.vetter.post_id])
    (holding,) = Case.objects.get(pk=outgoing.case_id).items.filter(state=0)
    assert (holding.step, holding.post_id) == ("sign", writers.leader.post_id), "an own step chooses no signer"


def test_a_signer_without_the_duty_is_refused_before_the_office_approves(writers, chief):
    outgoing = writers.begin()
    on(writers, outgoing, "送核稿", writers.drafter)
    with refused(match="没有“公文签发”职责"):
        places = {writers.cast.stranger.post_id: 1}
        signing.ask(outgoing, writers.item(outgoing), places, by=writers.vetter, key="ask")


def test_the_keeper_of_the_day_presses_the_seal(writers, chief, seal, second_proof):
    seals.hand_over(seal.pk, writers.cast.handler.post_id, by=writers.cast.leader)
    on(writers, second_proof, "同意", chief)
    (holding,) = Case.objects.get(pk=second_proof.case_id).items.filter(state=0)
    assert (holding.step, holding.post_id) == ("seal", writers.cast.handler.post_id)


def test_what_is_sealed_does_not_go_back(writers, chief, to_be_sealed):
    press(writers, to_be_sealed)
    for step in ("proof", "seal", "vet"):
        with refused(match="已经用印"):
            back(writers, to_be_sealed, step, chief)
    assert at(writers, to_be_sealed) == PRINTED


def test_a_fault_found_in_print_takes_the_unsealed_original_back(writers):
    chief = published(writers, {"proof/print": PRINTED})
    outgoing = writers.signed()
    for move in ("pass", "number", "print"):
        writers.move(outgoing, move, writers.clerk)
    outgoing = writers.again(outgoing)
    assert (outgoing.printed_at is not None, outgoing.is_issued) == (True, False)
    outgoing = back(writers, outgoing, "proof", chief)
    assert (outgoing.printed_at, outgoing.file_id, outgoing.number) == (None, None, "示政发〔2026〕1号")
    writers.move(outgoing, "print", writers.clerk)
    assert on(writers, outgoing, "同意", chief) == "分发归档"
    assert writers.again(outgoing).is_issued


def test_a_step_between_the_number_and_proof_reading(writers):
    chief = published(writers, {"number/number": "一校", "distribute/file": "归档核收"})
    outgoing = writers.signed()
    for move in ("pass", "number"):
        writers.move(outgoing, move, writers.clerk)
    assert at(writers, outgoing) == "一校"
    assert on(writers, outgoing, "同意", chief) == "校对"
    writers.move(outgoing, "print", writers.clerk)
    issued_at = writers.again(outgoing).issued_at
    filing.file(outgoing, writers.item(outgoing), Filed(rules.PAPER, "10"), by=writers.clerk, key="file")
    outgoing = back(writers, outgoing, "distribute", chief)
    assert outgoing.issued_at == issued_at, "issued once"


def test_a_joint_document_is_looked_at_when_all_units_have_signed(partners):
    writers, chief = partners.writers, published(partners.writers, {"joint/all_signed": "汇总核对"})
    outgoing = partners.signed()
    assert at(writers, outgoing) == "汇总核对"
    assert on(writers, outgoing, "同意", chief) == "复核"
    outgoing = back(writers, outgoing, "vet", writers.clerk)
    assert outgoing.signed_version is None
    assert sealing.queries.joints(outgoing).get().signed_at is None, "the other unit signs anew too"


def test_a_unit_that_joins_in_looks_at_it_in_its_own_way(partners):
    cast = partners.writers.cast
    own = cast.grant("stranger", "outgoing.clerk", DESIGNER.key, SECTION_HEAD.key)
    services.change(JOINT.key, lambda changed: varied(changed, {"take/to_sign": "法制审核"}), based_on=0, by=own)
    services.publish(JOINT.key, "经局务会同意", based_on=1, by=own)
    outgoing = partners.sent()
    places = {partners.leader.post_id: 1}
    signing.ask(outgoing, partners.item(outgoing), places, by=own, key="ask")
    (move,) = cases.allowed(own, partners.item(outgoing)).moves
    partners.move(outgoing, move.key, own)
    partners.move(outgoing, "sign", partners.leader)
    assert at(partners.writers, outgoing) == "复核"


def test_limits_and_verbs_of_every_fixed_step_can_be_set(writers, chief):
    client = writers.cast.client("chief")
    board = queries.board(chief, DOCUMENT.key)
    for step in ("recheck", "number", "proof", "seal", "distribute"):
        moves = {f"move{at}_name": move.name for at, move in enumerate(board.flow.step(step).moves)}
        goal = {f"move{at}_to": move.to for at, move in enumerate(board.flow.step(step).moves)}
        given = moves | goal | {"name": board.flow.step(step).name, "days": "2", "verbs": ["send_back", "refer"]}
        given["based_on"] = queries.board(chief, DOCUMENT.key).version
        address = reverse("steps:row", args=[DOCUMENT.key, step])
        assert client.post(address, given).status_code == 302, step
        changed = queries.board(chief, DOCUMENT.key).flow.step(step)
        assert changed.period.days == 2
        assert "add_countersigner" in changed.forbids
        assert set(board.flow.step(step).forbids) <= set(changed.forbids) | {"send_back"}


def test_the_table_says_where_its_own_steps_stand_and_walks_them(writers, chief):
    client = writers.cast.client("chief")
    page = client.get(reverse("steps:table", args=[DOCUMENT.key])).content.decode()
    assert "还没有成文，看的是校样，可以退回" in page
    assert "印章保管人" in page
    path = ""
    for words in (
        "送核稿",
        "送签发",
        "同意",
        "签发",
        "签发",
        "复核通过",
        "同意",
        "编号并排版",
        "校对无误，送用印",
        "同意",
    ):
        path = next_of(client, path, words)
    text = client.get(reverse("steps:try", args=[DOCUMENT.key]) + path).content.decode()
    assert "印章保管人甲" in text


def next_of(client, path, words):
    """The address behind the button with these words."""
    text = client.get(reverse("steps:try", args=[DOCUMENT.key]) + path).content.decode()
    return next(html.unescape(link) for link, name in LINKS.findall(text) if name == words)


def test_the_variant_goes_out_as_bpmn_and_comes_in_again():
    changed = varied(DOCUMENT)
    assert faults(DOCUMENT, LATITUDES[DOCUMENT.key], changed) == []
    content = writing.write(changed, lambda step: queries.who_words(changed, step))
    assert reading.read(content, DOCUMENT) == changed


@pytest.mark.parametrize("place", ["sign/sign", "recheck/substance", "proof/set_again"])
def test_no_step_is_put_where_the_regulation_leaves_no_room(place):
    with pytest.raises(Refusal, match="这里不能增加环节"):
        table.insert(DOCUMENT, LATITUDES[DOCUMENT.key], place, "step", "再看")
