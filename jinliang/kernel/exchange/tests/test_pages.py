"""The ferry clerk's pages: types and counts, never contents; and the door for other nodes."""

import base64
import json
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import alarms, bundles, jobs, node, quarantine, receiving, rules, services, transports
from jinliang.kernel.exchange import ferry as command
from jinliang.kernel.exchange.models import Alarm, IncomingBundle, OutgoingBundle, Route, RouteChange
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.outbox import relay

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(ferry, cast):
    cast.grant("clerk", rules.CLERK.key)
    cast.grant("chief", rules.APPROVER.key)
    return cast.client("clerk")


def work():
    """What the relay and the worker do behind the page."""
    while relay.run_once():
        for job in ProcrastinateJob.objects.filter(queue_name="exchange", status="todo"):
            app.tasks[job.task_name](**job.args)
            ProcrastinateJob.objects.filter(pk=job.pk).delete()


def text_of(response):
    return response.content.decode()


def test_the_ferry_is_closed_to_others(ferry, cast):
    assert cast.client("stranger").get("/ferry/").status_code == 403


def test_the_overview_shows_alarms_routes_and_bundles(clerk, ferry):
    alarms.raise_alarm(Alarm.Kind.GAP, "第3包没有到达", route="there", seq=3)
    ferry.send(1)
    html = text_of(clerk.get("/ferry/"))
    assert "第3包没有到达" in html
    assert "there" in html
    assert "style=" not in html


def test_an_alarm_is_closed_with_a_note_only(clerk, ferry):
    alarms.raise_alarm(Alarm.Kind.GAP, "第3包没有到达", route="there", seq=3)
    alarm = Alarm.objects.get()
    assert clerk.post(f"/ferry/alarms/{alarm.pk}/", {"note": " "}).status_code == 422
    clerk.post(f"/ferry/alarms/{alarm.pk}/", {"note": "已补送"})
    alarm.refresh_from_db()
    assert (alarm.note, alarm.seen_by) == ("已补送", "林一鸣")


def test_a_bundle_is_packed_downloaded_and_imported(clerk, ferry, applied):
    ferry.send(1, text="不给摆渡人员看")
    clerk.post("/ferry/routes/there/export/")
    work()
    bundle = OutgoingBundle.objects.get()
    page = text_of(clerk.get(f"/ferry/sent/{bundle.pk}/"))
    assert "示例消息" in page
    assert "不给摆渡人员看" not in page
    response = clerk.post(f"/ferry/sent/{bundle.pk}/download/")
    whole = b"".join(response.streaming_content)
    clerk.post("/ferry/import/", {"file": SimpleUploadedFile("there.tar", whole)})
    work()
    assert applied.numbers == [1]
    assert "已入库" in text_of(clerk.get("/ferry/received/"))
    assert clerk.get("/ferry/sent/").status_code == 200
    received = IncomingBundle.objects.get()
    assert "示例消息" in text_of(clerk.get(f"/ferry/received/{received.pk}/"))


def test_a_held_bundle_is_applied_again_or_rejected_with_a_reason(clerk, ferry, applied):
    applied.fault = Refusal("单位不存在")
    held = ferry.take(ferry.export(1))[0]
    assert "单位不存在" in text_of(clerk.get(f"/ferry/received/{held.pk}/"))
    clerk.post(f"/ferry/received/{held.pk}/apply/")
    work()
    assert IncomingBundle.objects.get().state == "held"
    assert clerk.post(f"/ferry/received/{held.pk}/reject/", {"reason": ""}).status_code == 422
    clerk.post(f"/ferry/received/{held.pk}/reject/", {"reason": "内容有误"})
    assert IncomingBundle.objects.get().state == "rejected"


def test_what_is_no_bundle_is_refused_in_words(clerk):
    clerk.post("/ferry/import/", {"file": SimpleUploadedFile("x.tar", b"nothing")})
    work()
    page = text_of(clerk.get("/ferry/"))
    assert "不是摆渡包" in page
    assert "未完成" in page
    assert clerk.post("/ferry/import/").status_code == 422
    assert clerk.post("/ferry/import/", {"file": SimpleUploadedFile("x.tar", b"")}).status_code == 422


def test_a_route_change_is_proposed_and_approved_by_another(clerk, cast):
    form = {
        "route": "there", "direction": "out", "peer": "mirror", "transport": "folder", "receipt_hours": "24",
        "is_enabled": "on", "allowed": ["sample.note:number"], "reason": "缩小范围",
    }  # fmt: skip
    assert clerk.post("/ferry/changes/", form).status_code == 302
    change = RouteChange.objects.get()
    assert "待另一人批准" in text_of(clerk.get("/ferry/changes/"))
    assert clerk.post(f"/ferry/changes/{change.pk}/", {"decision": "approve"}).status_code == 403
    cast.client("chief").post(f"/ferry/changes/{change.pk}/", {"decision": "approve"})
    route = Route.objects.get(name="there", direction="out")
    assert (route.allowed, route.receipt_hours) == ({"sample.note": ["number"]}, 24)


def opening(folder):
    names = ("header.json", "header.sig")
    return json.dumps({name: base64.b64encode((folder / name).read_bytes()).decode() for name in names})


def test_another_node_delivers_by_itself(client, ferry, applied):
    folder = ferry.export(1)
    answer = client.post("/exchange/receive/", opening(folder), content_type="application/json")
    assert answer.json() == {"missing": [1]}
    bundle = IncomingBundle.objects.get()
    part = f"/exchange/receive/{bundle.header_hash}/1/"
    wrong = client.post(part, b"something else", content_type="application/octet-stream")
    assert wrong.status_code == 422
    body = (folder / "part-0001").read_bytes()
    assert client.post(part, body, content_type="application/octet-stream").json() == {"state": "waiting"}
    work()
    assert applied.numbers == [1]
    again = client.post("/exchange/receive/", opening(folder), content_type="application/json")
    assert again.json() == {"missing": []}
    assert IncomingBundle.objects.get().repeats == 1


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"header.json": 1, "header.sig": 2}', '{"header.json": "!", "header.sig": ""}']
)
def test_the_door_for_nodes_takes_nothing_unsigned(client, db, body):
    assert client.post("/exchange/receive/", body, content_type="application/json").status_code in (400, 422)
    assert client.get("/exchange/receive/").status_code == 405
    assert client.post("/exchange/receive/" + "0" * 64 + "/1/").status_code == 404
    assert not IncomingBundle.objects.exists()


def test_the_command_exports_imports_and_tells(ferry, applied):
    ferry.send(1)
    assert command.export(ferry.disk)[0]["messages"] == 1
    assert command.take(ferry.disk)[0]["state"] == "applied"
    told = command.status()
    assert (told["waiting"], told["unanswered"], told["held"], told["alarms"]) == (1, 1, 0, [])


def test_two_nodes_are_introduced_and_their_routes_opened(db, cast):
    cast.grant("clerk", rules.CLERK.key)
    cast.grant("chief", rules.APPROVER.key)
    name = command.introduce(command.card("outer"), by=SYSTEM)
    assert command.introduce(command.card("outer"), by=SYSTEM) == name == "outer"
    command.open_routes("outer", by=cast.clerk, approver=cast.chief)
    command.open_routes("outer", by=cast.clerk, approver=cast.chief)
    assert sorted(Route.objects.values_list("name", "direction")) == [("inner-outer", "out"), ("outer-inner", "in")]
    with pytest.raises(Refusal, match="名片"):
        command.introduce("{}", by=SYSTEM)


def test_loopback_carries_by_itself_there_and_back(ferry, applied):
    Route.objects.update(transport="loopback")
    ferry.send(1)
    for _ in range(3):
        transports.run()
    assert applied.numbers == [1]
    assert OutgoingBundle.objects.get(seq=1).state == "acknowledged"
    assert quarantine.node.ferry("there").exists()
    assert bundles.undelivered("there") == []


def carrying():
    return ProcrastinateJob.objects.filter(task_name=f"{jobs.__name__}.carry", status="todo").count()


def test_what_waits_for_a_route_that_goes_by_itself_is_carried_at_once_and_what_waits_for_the_clerk_is_not(ferry):
    ferry.send(1)
    relay.run_once()
    assert carrying() == 0
    Route.objects.update(transport="loopback")
    for number in (2, 3):
        ferry.send(number)
        relay.run_once()
    assert carrying() == 1


def test_a_receipt_goes_along_with_what_is_next_and_a_rejection_goes_at_once(ferry, applied, cast):
    cast.grant("clerk", rules.CLERK.key)
    taken = ferry.export(1)
    refused = ferry.export(2)
    relay.run_once()
    Route.objects.update(transport="loopback")
    ferry.take(taken)
    relay.run_once()
    assert carrying() == 0
    applied.fault = Refusal("不行")
    (held,) = ferry.take(refused)
    receiving.reject(held.pk, "内容有误", by=cast.clerk)
    relay.run_once()
    assert carrying() == 1


def test_what_the_other_site_of_this_machine_handed_over_is_fetched_at_once(ferry):
    jobs.fetch()
    shutil.move(ferry.export(1), node.ferry("there"))
    jobs.fetch()
    assert carrying() == 0
    Route.objects.update(transport="loopback")
    jobs.fetch()
    assert carrying() == 1


def test_the_security_administrator_is_told_of_strangers_and_marks(ferry, cast):
    alarms.raise_alarm(Alarm.Kind.SECRECY, "包内消息含有密级标志", route="there", seq=1)
    alarms.raise_alarm(Alarm.Kind.SECRECY, "包内消息含有密级标志", route="there", seq=1)
    alarms.raise_alarm(Alarm.Kind.GAP, "第2包没有到达", route="there", seq=2)
    told = Notice.objects.get()
    assert (told.user_id, told.is_urgent) == (cast.users["security_admin"].pk, True)


def test_what_is_brought_in_from_years_ago_stays_here(ferry, applied):
    with services.staying_here(), pytest.raises(Refusal):
        services.send("sample.note", {"strange": 1}, to="mirror", by=SYSTEM)
    with services.staying_here():
        ferry.send(1)
    assert command.status()["waiting"] == 0
