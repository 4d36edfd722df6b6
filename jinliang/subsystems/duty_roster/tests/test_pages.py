"""The pages, as planners, officers and strangers find them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jinliang.base import clock, excel
from jinliang.kernel.org import services as org
from jinliang.subsystems.duty_roster import importing, queries
from jinliang.subsystems.duty_roster.models import Handover, LogEntry
from jinliang.subsystems.duty_roster.rules import Turn

from .conftest import SATURDAY, WORKDAY, Room, at

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"duty_roster:{name}", args=args)


def test_the_month_shows_who_is_on_duty_and_their_telephones(room: Room) -> None:
    with clock.held_at(at(WORKDAY, 20)):
        page = room.cast.client("handler").get(url("month")).content.decode()
    assert "吴三思、周二春" in page
    assert "tel:0000-1000003" in page
    assert "0000-2000000" in page
    assert "排班</a>" not in page


def test_a_month_is_drawn_in_few_queries(room: Room, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client = room.cast.client("clerk")
    with clock.held_at(at(WORKDAY, 20)):
        client.get(url("month"))
        with django_assert_max_num_queries(40):
            client.get(url("month"))


def test_who_is_away_on_his_day_of_duty_is_marked(room: Room) -> None:
    client, unit, vetter = room.cast.client("clerk"), room.cast.government.pk, room.cast.users["vetter"].pk
    with clock.held_at(at(WORKDAY, 9)):
        org.note_absence(vetter, WORKDAY, SATURDAY, "trip", by=room.cast.chief)
        assert client.get(url("month")).content.decode().count("11月24日至28日出差") == 2
        page = client.get(url("shift", unit, "2026-11-27", "night")).content.decode()
        assert page.count("11月24日至28日出差") == 1
        given = {"leader": "王五岳", "officers": "吴三思"}
        answer = client.post(url("shift", unit, "2026-11-27", "night"), given, follow=True).content.decode()
    assert "注意：吴三思11月24日至28日出差" in answer


def test_a_stranger_finds_no_roster_of_others(room: Room) -> None:
    client, unit = room.cast.client("stranger"), room.cast.government.pk
    assert "还没有值班表" in client.get(url("month")).content.decode()
    for name in ("month", "printed", "export", "log", "export_log"):
        assert client.get(url(name), {"unit": unit}).status_code == 404


def test_a_planner_types_names_and_a_wrong_name_stands_beside_its_field(room: Room) -> None:
    client, page = room.cast.client("clerk"), url("shift", room.cast.government.pk, "2026-11-28", "night")
    with clock.held_at(at(WORKDAY, 9)):
        answer = client.post(page, {"leader": "王五", "officers": "吴三思"})
        assert answer.status_code == 422
        assert "本单位没有“王五”" in answer.content.decode()
        assert client.post(page, {"leader": "王五岳", "officers": "吴三思、周二春"}).status_code == 302
    assert queries.shift(room.cast.government.pk, Turn(SATURDAY, "night")) is not None
    with clock.held_at(at(WORKDAY, 10)):
        client.post(url("clear", room.cast.government.pk, "2026-11-28", "night"))
    assert queries.shift(room.cast.government.pk, Turn(SATURDAY, "night")) is None


def test_a_swap_is_shown_on_the_month(room: Room) -> None:
    client, unit = room.cast.client("clerk"), room.cast.government.pk
    given = {"was": room.cast.users["vetter"].pk, "now": "郑四维", "reason": "出差"}
    with clock.held_at(at(WORKDAY, 9)):
        assert client.get(url("swap", unit, "2026-11-24", "night")).status_code == 200
        client.post(url("swap", unit, "2026-11-24", "night"), given)
        page = client.get(url("month"), {"month": "2026-11"}).content.decode()
    assert "郑四维替吴三思" in page


def test_a_month_is_tried_before_it_is_planned(room: Room) -> None:
    client = room.cast.client("clerk")
    body = excel.write("值班表", importing.COLUMNS, [("2026-12-05", "白班", "王五岳", "吴三思")])
    with clock.held_at(at(WORKDAY, 9)):
        page = client.post(url("import"), {"file": SimpleUploadedFile("值班表.xlsx", body)})
        assert "1 个班次都可以排入" in page.content.decode()
        signed = page.context["signed"]
        client.post(url("load"), {"rows": signed})
        client.post(url("load"), {"rows": signed})
    assert queries.shift(room.cast.government.pk, Turn(SATURDAY.replace(month=12, day=5), "day")) is not None


def test_a_table_with_a_secrecy_mark_is_refused_on_the_page_and_told(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda topic, **facts: told.append(facts["subject"]))
    mark = "".join(("秘", "密", "\N{BLACK STAR}"))  # put together here: no file of the repository carries one
    body = excel.write("值班表", importing.COLUMNS, [("2026-12-05", "白班", "王五岳", f"吴三思{mark}")])
    page = room.cast.client("clerk").post(url("import"), {"file": SimpleUploadedFile("值班表.xlsx", body)})
    assert page.status_code == 422
    assert "工作表“值班表”第 2 行 D 列带有国家秘密标志" in page.content.decode()
    assert told == ["duty_roster.import/month"]


def test_the_template_lists_the_shifts_to_come_and_what_stays_empty_changes_nothing(room: Room) -> None:
    client = room.cast.client("clerk")
    with clock.held_at(at(WORKDAY, 9)):
        body = b"".join(client.get(url("template")))
        rows = [row for _, row in excel.read(BytesIO(body), importing.COLUMNS)]
        page = client.post(url("import"), {"file": SimpleUploadedFile("值班表.xlsx", body)})
    assert rows[0] == {"日期": "2026-11-24", "班次": "夜班", "带班领导": "王五岳", "值班员": "吴三思、周二春"}
    assert (rows[-1]["日期"], rows[-1]["值班员"]) == ("2026-12-31", "")
    assert "2 个班次都可以排入" in page.content.decode()


def test_who_saves_second_keeps_his_words_beside_what_the_log_says_by_now(room: Room) -> None:
    given = {"happened_at": "2026-11-24T19:50", "caller": "甲镇政府", "matter": "山火", "told": ""}
    first, second = room.cast.client("vetter"), room.cast.client("chief")
    with clock.held_at(at(WORKDAY, 20)):
        first.post(url("new_entry"), given)
        page = url("entry", LogEntry.objects.get().uuid)
        first.post(page, {**given, "handling": "已出动扑火队\r\n每小时问一次", "based_on": "0"})
        answer = second.post(page, {**given, "handling": "已报告县领导", "based_on": "0"})
        words = answer.content.decode()
        assert answer.status_code == 422
        assert "吴三思刚刚修改了这条记录" in words
        assert "已出动扑火队<br>每小时问一次" in words
        assert "已报告县领导" in words
        assert [one.label for one in answer.context["differing"]] == ["处理情况"]
        assert 'name="based_on" value="1"' in words
        second.post(page, {**given, "handling": "已出动扑火队，已报告县领导", "based_on": "1"})
        first.post(url("close", LogEntry.objects.get().uuid))
        late = second.post(page, {**given, "handling": "火已扑灭", "based_on": "2"}).content.decode()
    assert "您填写的内容没有保存" in late
    assert "火已扑灭" in late
    assert LogEntry.objects.get().handling == "已出动扑火队，已报告县领导"


def test_the_log_is_written_found_closed_and_exported(room: Room) -> None:
    client = room.cast.client("vetter")
    with clock.held_at(at(WORKDAY, 20)):
        given = {"happened_at": "2026-11-24T19:50", "caller": "甲镇政府", "matter": "山火", "handling": "已报告"}
        assert client.post(url("new_entry"), given).status_code == 302
        entry = LogEntry.objects.get()
        assert "山火" in client.get(url("log"), {"text": "甲镇"}).content.decode()
        assert "没有符合条件" in client.get(url("log"), {"text": "水灾"}).content.decode()
        assert client.post(url("entry", entry.uuid), {**given, "told": "带班领导", "based_on": "0"}).status_code == 302
        client.post(url("close", entry.uuid))
        assert client.post(url("entry", entry.uuid), given).status_code == 422
        assert "已办结的记录不能再改" in client.get(url("entry", entry.uuid)).content.decode()
        assert client.get(url("export_log")).headers["Content-Type"].endswith("sheet")
        assert client.get(url("entry", entry.uuid)).status_code == 200
    assert room.cast.client("stranger").get(url("entry", entry.uuid)).status_code == 404


def test_duty_is_handed_over_on_the_page(room: Room) -> None:
    with clock.held_at(at(WORKDAY, 20)):
        room.cast.client("vetter").post(url("log"), {"note": "无"})
        client = room.cast.client("chief")
        assert "接班</button>" in client.get(url("log")).content.decode()
        client.post(url("take", Handover.objects.get().pk))
        assert "周二春" in client.get(url("handovers")).content.decode()


def test_the_office_is_set_and_the_month_is_printed_and_exported(room: Room) -> None:
    client = room.cast.client("clerk")
    given = {"office": room.cast.unit.pk, "unit": room.cast.government.pk, "telephone": "0000-2000001"}
    answer = client.post(url("office"), given | {"opens_at": "09:00", "closes_at": "08:00"})
    assert answer.status_code == 422
    client.post(url("office"), given | {"opens_at": "09:00", "closes_at": "17:00"})
    page = client.get(url("printed"), {"month": "2026-11"}).content.decode()
    assert "0000-2000001" in page
    assert client.get(url("export"), {"month": "2026-11"}).status_code == 200


def test_who_is_on_duty_now_stands_on_the_desk(room: Room) -> None:
    with clock.held_at(at(WORKDAY, 20)):
        page = room.cast.client("clerk").get("/").content.decode()
    assert "现在值班" in page
    assert "<strong>3<em>人</em>" in page
