"""The special seal on notices: asked for with the issue, pressed after it, once, and sent only then."""

from __future__ import annotations

import pypdfium2
import pytest
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.seals import certificates, services
from jinliang.kernel.seals.models import Seal, Use
from jinliang.kernel.typesetting.typeset import chinese_date
from jinliang.subsystems.disclosure.inner import jobs
from jinliang.subsystems.disclosure.inner.models import Notice
from jinliang.subsystems.disclosure.inner.services import notices, sealing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _own_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": str(folder)})
        yield


@pytest.fixture
def seal(office):
    """Kept by the clerk, who has granted its use; the chief issues, another leader approved the seal."""
    clerk = office.cast.grant("clerk", "seals.keeper")
    leader = office.cast.grant("leader", "seals.approver", "seals.maker")
    made = services.apply(
        unit_id=office.cast.government.pk,
        kind="disclosure",
        holder="甲县",
        keeper_post=clerk.post_id,
        key="s",
        by=clerk,
    )
    for move in ("approve", "issue"):
        item = Item.objects.get(case=made.case_id, state=Item.State.OPEN).pk
        flow.complete(item, move, by=leader, key=move)
    services.authorise(made.pk, sealing.SUBJECT, by=clerk)
    return Seal.objects.get(pk=made.pk)


@pytest.fixture
def issued(office, seal):
    """An answer that the chief has issued and that waits for its seal."""
    office.answer(office.register())
    return Notice.objects.get(awaits_seal=True)


def sent(notice):
    found = OutgoingMessage.objects.filter(type="disclosure.notice", payload__notice=str(notice.uuid))
    return [one.files for one in found]


def test_an_issued_answer_waits_for_its_seal_and_is_sent_with_it(issued, seal):
    assert (issued.state, sent(issued)) == ("issued", [])
    assert Outbox.objects.filter(topic=sealing.TOPIC).count() == 1
    jobs.seal(issued.pk)
    issued.refresh_from_db()
    ((file,),) = sent(issued)
    assert file["sha256"] == issued.file.blob_id
    (found,) = services.verify(files.content(issued.file))
    assert (found.verdict, found.name) == ("valid", seal.name)
    use = Use.objects.get()
    assert (use.title.partition("（")[2], use.approved_by_id) == (f"{issued.number}）", issued.issued_by_id)


def test_the_seal_lies_on_the_date_and_the_code_on_the_paper_finds_it(issued, seal):
    jobs.seal(issued.pk)
    issued.refresh_from_db()
    content = files.content(issued.file)
    place = services.place_on(content, chinese_date(clock.today()), (42, 42))
    assert Use.objects.get().places[0]["x_mm"] == pytest.approx(place.x_mm)
    document = pypdfium2.PdfDocument(content)
    words = "".join(document[page].get_textpage().get_text_range() for page in range(len(document)))
    document.close()
    assert services.grouped(issued.code) in words
    told = OutgoingMessage.objects.get(type="seals.use").payload
    assert (told["code"], told["sha256"]) == (issued.code, issued.file.blob_id)


def test_killed_before_or_repeated_after_nothing_is_lost_and_nothing_twice(issued, seal, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(notices, "_go_out", _killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.seal(issued.pk)
    for _ in range(2):
        jobs.seal_waiting()
        jobs.seal(issued.pk)
    issued.refresh_from_db()
    assert not issued.awaits_seal
    assert (Use.objects.count(), len(sent(issued))) == (1, 1)


def _killed(*given):
    raise KeyboardInterrupt


def test_a_suspended_seal_holds_the_letter_until_it_is_taken_up_again(office, issued, seal):
    services.suspend(seal.pk, "保管人出差", by=office.cast.actor("clerk"))
    jobs.seal_waiting()
    with pytest.raises(Refusal, match="不能自动用印"):
        jobs.seal(issued.pk)
    services.resume(seal.pk, "已返回", by=office.cast.actor("leader"))
    jobs.seal_waiting()
    assert len(sent(issued)) == 1


def test_the_clerk_sends_without_the_seal_where_the_limit_does_not_wait(office, issued, seal):
    client, url = office.cast.client("clerk"), reverse("disclosure:send_unsealed", args=[issued.uuid])
    page = client.get(reverse("desk:case", args=[issued.request.case_id])).content.decode()
    assert "待用印" in page
    assert url in page
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "签名服务器故障"}).status_code == 302
    issued.refresh_from_db()
    assert (issued.code, len(sent(issued))) == ("", 1)
    assert services.verify(files.content(issued.file)) == []
    jobs.seal(issued.pk)
    assert not Use.objects.exists()


def test_without_a_grant_or_a_seal_notices_go_out_as_before(office, seal):
    services.withdraw(seal.pk, sealing.SUBJECT, by=office.cast.actor("clerk"))
    office.answer(office.register())
    assert not Notice.objects.filter(awaits_seal=True).exists()
    assert OutgoingMessage.objects.filter(type="disclosure.notice").count() == 2


def test_the_receipt_that_the_clerk_gives_himself_bears_no_seal(office, seal):
    office.register()
    assert Notice.objects.get().awaits_seal is False


def test_nobody_delivers_what_waits_for_its_seal(office, issued):
    with pytest.raises(Refusal, match="等待用印"):
        notices.deliver(issued.pk, "person", clock.today(), by=office.clerk)
