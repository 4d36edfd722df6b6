from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jinliang.base import clock
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.flow.models import Item
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.disclosure.inner import queries
from jinliang.subsystems.disclosure.inner.models import Notice, Request, ThirdParty
from jinliang.subsystems.disclosure.inner.services import answer, waiting

from .conftest import DATA

pytestmark = pytest.mark.django_db
SCAN = "签收单"


def paper(**changes):
    today = clock.today().isoformat()
    given = {"channel": "in_person", "arrived_on": today, "received_on": today} | changes
    return {**DATA, **{f"_arrival-{name}": value for name, value in given.items()}}


def acts(request):
    return [entry.act for entry in trace.entries(f"{queries.SUBJECT}/{request.uuid}")]


def scan():
    return SimpleUploadedFile("凭证.txt", SCAN.encode(), "text/plain")


def post_move(office, request, name, who="clerk", **data):
    address = f"/disclosure/items/{office.item(request)}/{name}/"
    return office.cast.client(who).post(address, {"key": name, **data})


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("chief", 200), ("vetter", 200), ("handler", 200)])
def test_everyone_of_the_business_has_the_list(office, who, status):
    assert office.cast.client(who).get("/disclosure/").status_code == status


@pytest.mark.parametrize("who", ["leader", "stranger", "system_admin", "security_admin", "audit_admin"])
def test_nobody_else_has_the_list_or_learns_of_a_request(office, who):
    request = office.register()
    client = office.cast.client(who)
    assert client.get("/disclosure/").status_code == 403
    assert client.get(f"/cases/{request.case_id}/").status_code == 404
    assert client.get(f"/disclosure/{request.uuid}/receipt/").status_code == 404
    assert client.post(f"/disclosure/{request.uuid}/contact/").status_code == 404


def test_the_list_costs_the_same_whatever_its_length(office):
    client = office.cast.client("clerk")
    counts = []
    for _ in range(2):
        office.register()
        client.get("/disclosure/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/disclosure/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[1] <= 14


def test_the_list_is_narrowed_by_its_address(office):
    office.register()
    office.register(wanted="城区道路改造工程招标文件", identity_number="990101199001012524")
    client = office.cast.client("clerk")
    shown = client.get("/disclosure/?text=道路").content.decode()
    assert "城区道路" in shown
    assert "林木采伐" not in shown
    assert "没有符合条件的申请" in client.get("/disclosure/?tab=all&result=3").content.decode()
    assert client.get("/disclosure/?tab=x&since=never&due_in=-1").status_code == 200


def test_the_export_is_masked_and_traced(office):
    office.register()
    answer_ = office.cast.client("clerk").get("/disclosure/export/?tab=all")
    rows = list(load_workbook(BytesIO(answer_.content)).worksheets[0].values)
    assert rows[1][6] == "**************1230"
    assert rows[1][7].endswith("4567")
    assert "0000-1234567" not in rows[1]
    entry = trace.entries(f"disclosure_inner.export/{office.clerk.unit_id}")[0]
    assert (entry.act, entry.facts["requests"]) == ("disclosure.list.export", 1)
    assert office.cast.client("vetter").get("/disclosure/export/").status_code == 403


def test_a_letter_is_registered_once_with_its_files(office):
    client = office.cast.client("clerk")
    posted = paper() | {"_uuid": str(client.get("/disclosure/new/").context["uuid"])}
    for _ in range(2):
        done = client.post("/disclosure/new/", posted | {"files": scan()})
    request = Request.objects.get()
    assert done.headers["Location"] == f"/disclosure/{request.uuid}/receipt/"
    shown = client.get(done.headers["Location"]).content.decode()
    assert request.number in shown
    assert "disclosure.code.see" in acts(request)


def test_a_refused_registration_keeps_what_was_typed(office):
    wrong = paper(received_on="2020-01-01") | {"identity_number": "990101199001011231"}
    page = office.cast.client("clerk").post("/disclosure/new/", wrong)
    assert page.status_code == 422
    assert "身份号码" in page.content.decode()
    assert DATA["wanted"] in page.content.decode()
    assert not Request.objects.exists()


def test_the_day_of_receipt_is_refused_beside_its_field(office):
    yesterday = clock.today() - timedelta(days=1)
    page = office.cast.client("clerk").post("/disclosure/new/", paper(arrived_on=yesterday.isoformat()))
    assert "当面提交的收到之日" in page.context["arrival"].errors["received_on"][0]


def test_personal_data_is_masked_until_it_is_asked_for(office):
    request = office.register()
    client = office.cast.client("clerk")
    shown = client.get(f"/cases/{request.case_id}/").content.decode()
    assert "0000-1234567" not in shown
    assert "disclosure.contact.see" not in acts(request)
    assert "0000-1234567" in client.post(f"/disclosure/{request.uuid}/contact/").content.decode()
    assert "disclosure.contact.see" in acts(request)


def test_a_split_is_shown_before_it_is_done(office):
    request = office.register()
    client, address = office.cast.client("clerk"), f"/disclosure/{request.uuid}/split/"
    wants = {"wants": "第一份文件的内容\n第二份文件的内容"}
    assert "将成为 2 件" in client.post(address, wants).content.decode()
    assert Request.objects.count() == 1
    client.post(address, wants | {"confirmed": "1"})
    assert Request.objects.count() == 2


def test_a_letter_can_be_looked_at_and_nothing_is_kept(office):
    request = office.register()
    typed = {"what": "请写明年份", "days": 10}
    seen = post_move(office, request, "ask-completion", preview="1", **typed)
    assert seen.content.startswith(b"%PDF")
    assert not request.notices.filter(kind="completion").exists()
    assert post_move(office, request, "ask-completion", **typed).status_code == 302
    draft = request.notices.get(kind="completion")
    page = office.cast.client("chief").get(f"/disclosure/items/{office.item(request)}/issue-notice/")
    assert f"/disclosure/notices/{draft.uuid}/draft-1.png" in page.content.decode()
    picture = office.cast.client("chief").get(f"/disclosure/notices/{draft.uuid}/draft-1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert office.cast.client("stranger").get(f"/disclosure/notices/{draft.uuid}/draft.pdf").status_code == 404


def test_reasons_for_many_requests_have_words_of_their_own(office):
    request = office.register()
    post_move(office, request, "ask-completion", what="近一年申请一百件", days=10, for_reasons="1")
    assert request.notices.filter(kind="completion_reasons", state=Notice.State.DRAFT).exists()
    assert post_move(office, request, "issue-notice", "chief", sign="1").status_code == 302
    assert office.step(request) == "complete"


@pytest.mark.parametrize(
    ("move", "data"),
    [
        ("ask-completion", {"what": "", "days": 99}),
        ("extend", {"days": 21, "reason": ""}),
        ("charge", {"way": "page", "number": 3}),
        ("assign", {"opinion": "请办理"}),
        ("third-parties", {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-name": "", "form-0-subject": ""}),
        ("draft", {"result": "3.4", "reason": "", "text": "不予公开。", "based_on": 0, "send": "1"}),
        ("draft", {"result": "", "text": "", "based_on": 0, "save": "1"}),
    ],
)
def test_every_form_refuses_beside_its_fields(office, move, data):
    request = office.register()
    if move not in ("ask-completion", "assign"):
        office.move(request, "settle", "clerk")
    before = office.item(request)
    assert post_move(office, request, move, **data).status_code == 422
    assert office.item(request) == before


def test_a_page_of_a_move_is_not_there_for_others_or_after_it(office):
    request = office.register()
    item = office.item(request)
    address = f"/disclosure/items/{item}/ask-completion/"
    assert office.cast.client("stranger").get(address).status_code == 404
    assert office.cast.client("chief").get(address).status_code == 409
    office.move(request, "settle", "clerk")
    assert office.cast.client("clerk").get(address).status_code == 409


def test_the_answer_goes_out_with_its_enclosures(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    typed = {"result": "1", "text": "现将信息提供如下。", "based_on": 0, "attachments": scan()}
    assert post_move(office, request, "draft", send="1", **typed).status_code == 302
    office.move(request, "pass", "vetter")
    assert post_move(office, request, "issue", "chief", sign="1").status_code == 302
    sent = OutgoingMessage.objects.filter(type="disclosure.notice").order_by("id").last()
    assert [one["name"].rpartition(".")[2] for one in sent.files] == ["pdf", "txt"]


def test_what_is_refused_is_not_enclosed(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    typed = {"result": "3.4", "reason": "涉及商业秘密", "text": "不予公开。", "based_on": 0, "attachments": scan()}
    page = post_move(office, request, "draft", send="1", **typed)
    assert page.status_code == 422
    assert "不得附送信息" in page.content.decode()


def objected(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    party = waiting.Party("示例木业公司", "采伐合同")
    waiting.ask_third_parties(request, office.item(request), [party], by=office.clerk, key="t")
    office.move(request, "issue_notice", "chief")
    return request, request.third_parties.get()


def test_a_third_party_is_told_why_it_is_disclosed_all_the_same(office):
    request, party = objected(office)
    given = {"opinion": "disagree", "reason": "商业秘密", "on": clock.today().isoformat(), "proof": scan()}
    assert office.cast.client("clerk").post(f"/disclosure/parties/{party.uuid}/opinion/", given).status_code == 302
    post_move(office, request, "opinions-in")
    typed = {"result": "1", "text": "现提供如下。", "based_on": 0, "send": "1"}
    refused = post_move(office, request, "draft", **typed)
    assert "第三方不同意公开" in refused.content.decode()
    post_move(office, request, "draft", decision_reason="不公开将影响公共安全", **typed)
    office.move(request, "pass", "vetter")
    office.move(request, "issue", "chief")
    party = ThirdParty.objects.get()
    assert party.decision.state == Notice.State.ISSUED
    assert party.decision.issued_by_id == office.chief.user_id


def test_a_written_opinion_needs_its_scan(office):
    _, party = objected(office)
    given = {"opinion": "agree", "reason": "", "on": clock.today().isoformat()}
    page = office.cast.client("clerk").post(f"/disclosure/parties/{party.uuid}/opinion/", given)
    assert page.status_code == 422
    party.refresh_from_db()
    assert party.opinion == ""


def test_the_bill_is_shown_line_by_line(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    page = office.cast.client("clerk").get(f"/disclosure/items/{office.item(request)}/bill/?way=page&number=130")
    assert [line["price"] for line in page.context["lines"]] == [0, 10, 20]
    assert page.context["amount"] == 700 + 600


def test_handling_offices_are_chosen_by_post(office):
    request = office.register()
    page = office.cast.client("clerk").get(f"/disclosure/items/{office.item(request)}/assign/")
    assert "郑四维" in page.content.decode()
    post_move(office, request, "assign", to=[office.handler.post_id], opinion="请提供文件")
    assert Item.objects.filter(case=request.case_id, state=0, post=office.handler.post_id).exists()


def test_delivery_needs_a_proof_and_ends_the_case(office):
    request = office.register()
    office.answer(request)
    notice = request.notices.get(kind="answer_open")
    client, address = office.cast.client("clerk"), f"/disclosure/notices/{notice.uuid}/deliver/"
    given = {"way": "post", "on": clock.today().isoformat()}
    assert post_move(office, request, "delivered").status_code == 422
    assert client.post(address, given).status_code == 422
    assert office.cast.client("vetter").post(address, given | {"proof": scan()}).status_code in (404, 422)
    assert client.post(address, given | {"proof": scan()}).status_code == 302
    assert post_move(office, request, "delivered").status_code == 302
    request.case.refresh_from_db()
    assert request.case.status == "done"


def test_reviews_are_recorded_on_their_page(office):
    request = office.register()
    office.answer(request)
    client, address = office.cast.client("clerk"), f"/disclosure/{request.uuid}/reviews/"
    today = clock.today().isoformat()
    assert client.post(address, {"kind": "litigation", "organ": "", "filed_on": today}).status_code == 422
    client.post(address, {"kind": "litigation", "organ": "示例法院", "filed_on": today})
    review = request.reviews.get()
    client.post(address, {"review": review.pk, "outcome": "upheld", "closed_on": today})
    review.refresh_from_db()
    assert review.outcome == "upheld"


def test_only_the_chief_keeps_the_office(office):
    typed = {
        "address": "示例路2号", "telephone": "0000-1", "hours": "工作日",
        "reconsideration_organ": "甲市人民政府", "mark": "甲",
    }  # fmt: skip
    assert office.cast.client("clerk").post("/disclosure/offices/", typed).status_code == 403
    assert office.cast.client("chief").post("/disclosure/offices/", typed | {"address": ""}).status_code == 422
    assert office.cast.client("chief").post("/disclosure/offices/", typed).status_code == 302
    assert queries.offices_of(office.chief)[0].address == "示例路2号"


def test_a_chief_does_not_take_over_another_agency(office):
    other = office.cast.grant("stranger", "disclosure.chief")
    office.cast.client("stranger").post(
        "/disclosure/offices/",
        {
            "unit": office.cast.government.pk, "address": "甲", "telephone": "0", "hours": "全天",
            "reconsideration_organ": "乙", "mark": "乙",
        },
    )  # fmt: skip
    assert queries.offices_of(other) == []


def test_figures_lead_to_the_list_behind_them(office):
    request = office.register()
    office.answer(request)
    client = office.cast.client("chief")
    page = client.get("/disclosure/figures/")
    line = page.context["figures"].results[0]
    assert request.number in client.get(f"/disclosure/?{line.query}").content.decode()
    assert client.get("/disclosure/figures/?excel=1").headers["Content-Type"].endswith("sheet")
    assert client.get("/disclosure/figures/?year=0000").status_code == 200


def test_the_text_is_kept_before_it_is_sent(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    page = office.cast.client("clerk").get(f"/disclosure/items/{office.item(request)}/draft/")
    assert page.context["editing"].based_on == 0
    post_move(office, request, "draft", result="1", text="第一稿。", based_on=0, save="1")
    assert answer.open_text(request, by=office.clerk).latest == 1
    stale = post_move(office, request, "draft", result="1", text="另一稿。", based_on=0, save="1")
    assert stale.status_code == 422
    assert "另一稿。" in stale.content.decode()
