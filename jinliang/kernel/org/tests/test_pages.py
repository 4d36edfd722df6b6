from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.org import groups, queries, services
from jinliang.kernel.org.models import Appointment, Grant, Post, Unit, User
from jinliang.kernel.trace import queries as trace

pytestmark = pytest.mark.django_db

SYSTEM_PAGES = ("units", "new_unit", "export_units", "people", "new_user", "export_people", "groups", "import")
SECURITY_PAGES = ("grants", "appointments", "accounts", "admins", "policy")
EVERYBODYS = ("account", "password", "delegations", "directory")


@pytest.fixture(autouse=True)
def no_code_generators(db):
    services.change_policy(by=SYSTEM, totp="nobody")


@pytest.mark.parametrize("name", SYSTEM_PAGES)
def test_pages_of_the_system_administrator_are_his_alone(cast, name):
    assert cast.client("system_admin").get(reverse(f"org:{name}")).status_code == 200
    for other in ("security_admin", "audit_admin", "clerk"):
        assert cast.client(other).get(reverse(f"org:{name}")).status_code == 403


@pytest.mark.parametrize("name", SECURITY_PAGES)
def test_pages_of_the_security_administrator_are_his_alone(cast, name):
    assert cast.client("security_admin").get(reverse(f"org:{name}")).status_code == 200
    for other in ("system_admin", "audit_admin", "clerk"):
        assert cast.client(other).get(reverse(f"org:{name}")).status_code == 403


@pytest.mark.parametrize("name", EVERYBODYS)
def test_pages_of_everybody_need_signing_in(cast, client, name):
    assert cast.client("clerk").get(reverse(f"org:{name}")).status_code == 200
    assert client.get(reverse(f"org:{name}")).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("text", ["林一鸣", "linyi", "lym", "政务公开科", "林 公开"])
def test_people_are_found_by_name_pinyin_initials_and_unit(cast, text):
    page = cast.client("handler").get(reverse("org:directory"), {"text": text}).content.decode()
    assert "林一鸣" in page
    assert "冯六合" not in page


def test_the_directory_asks_the_same_number_of_queries_for_a_full_page(cast):
    browser, address = cast.client("handler"), reverse("org:directory")
    browser.get(address, {"text": "林"})
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(address, {"text": "林"})
    rows = [services.PersonRow(f"lin{n}", f"林{n}", "99012102", "科员") for n in range(60)]
    services.load_people(rows, by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        browser.get(address, {"text": "林"})
    assert len(many) == len(few) <= 7


def test_the_tree_opens_level_by_level(cast):
    browser = cast.client("clerk")
    first = browser.get(reverse("org:directory")).content.decode()
    assert "甲市人民政府" in first
    assert "甲县林草局" not in first
    below = browser.get(reverse("org:children", args=[cast.government.pk])).content.decode()
    assert "甲县林草局" in below


def test_of_a_mobile_number_four_digits_are_shown_and_the_sight_of_all_is_traced(cast):
    user = services.create_user("mobile", "手机人", mobile="00012345678", by=SYSTEM)
    browser = cast.client("clerk")
    card = browser.get(reverse("org:person", args=[user.pk])).content.decode()
    assert "*******5678" in card
    assert "00012345678" not in card
    assert "00012345678" in browser.post(reverse("org:reveal", args=[user.pk])).content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM trace_entry WHERE stream = %s ORDER BY seq DESC LIMIT 1", [f"org.user/{user.pk}"]
        )
        assert "org.user.see_mobile" in cursor.fetchone()[0]


def test_mobile_numbers_are_sealed_in_the_database(cast):
    services.create_user("mobile", "手机人", mobile="00012345678", by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile_sealed::text, mobile_digest::text FROM org_user WHERE username = 'mobile'")
        assert b"00012345678".hex() not in "".join(cursor.fetchone())


def test_a_moved_unit_takes_all_below_it_along(cast):
    browser = cast.client("system_admin")
    browser.post(reverse("org:move_unit", args=[cast.government.pk]), {"parent": cast.other_government.code})
    moved = Unit.objects.get(pk=cast.unit.pk)
    assert [unit.pk for unit in queries.units_above(moved.path)][-3:] == [
        cast.other_government.pk, cast.government.pk, cast.unit.pk,
    ]  # fmt: skip
    assert cast.clerk.seat.unit_path == moved.path


def test_a_unit_cannot_move_below_itself(cast):
    answer = cast.client("system_admin").post(
        reverse("org:move_unit", args=[cast.government.pk]), {"parent": cast.unit.code}
    )
    assert answer.status_code == 422
    assert "自己的下级" in answer.content.decode()


def test_a_unit_with_people_or_children_is_not_dissolved(cast):
    browser = cast.client("system_admin")
    refused = browser.post(reverse("org:dissolve_unit", args=[cast.government.pk]))
    assert refused.status_code == 422
    assert "还有下级单位" in refused.content.decode()
    assert "还有在任人员" in refused.content.decode()
    empty = services.create_unit(
        "空科", code="99012199", kind="section", level=3, division_id=cast.unit.division_id,
        parent_id=cast.government.pk, by=SYSTEM,
    )  # fmt: skip
    assert browser.post(reverse("org:dissolve_unit", args=[empty.pk])).status_code == 302
    assert Unit.objects.get(pk=empty.pk).ended_on == clock.today()


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_be_changed(cast):
    browser = cast.client("system_admin")
    answer = browser.post(reverse("org:new_user"), {"username": "xinren", "name": "新人"})
    assert answer.context["given"] in answer.content.decode()
    made = User.objects.get(username="xinren")
    assert made.must_change_password
    assert made.check_password(answer.context["given"])
    again = browser.post(reverse("org:new_user"), {"username": "xinren", "name": "新人"})
    assert "已被使用" in again.content.decode()


def test_a_person_is_appointed_and_dismissed_on_his_page(cast):
    browser, user = cast.client("system_admin"), cast.users["clerk"]
    post = services.create_post(cast.bureau.pk, "副局长", by=SYSTEM)
    page = browser.get(reverse("org:edit_user", args=[user.pk]), {"unit": cast.bureau.code})
    assert "副局长" in page.content.decode()
    browser.post(reverse("org:appoint", args=[user.pk]), {"post": post.pk, "from_on": clock.today().isoformat()})
    held = Appointment.objects.get(user=user, post=post)
    assert len(cast.clerk.seats) == 2
    browser.post(reverse("org:end_appointment", args=[held.pk]))
    assert len(cast.clerk.seats) == 1


def test_an_appointment_that_hands_over_duties_waits_for_the_security_administrator(cast):
    cast.grant("handler", "org.test_duty")
    post, user = queries.posts_of(cast.users["handler"].pk)[0].post, cast.users["clerk"]
    system, security = cast.client("system_admin"), cast.client("security_admin")
    wanted = {"post": post.pk, "from_on": clock.today().isoformat()}
    system.post(reverse("org:appoint", args=[user.pk]), wanted)
    assert len(cast.clerk.seats) == 1
    assert "待安全管理员确认" in system.get(reverse("org:edit_user", args=[user.pk])).content.decode()
    held = Appointment.objects.get(user=user, post=post)
    assert system.post(reverse("org:decide_appointment", args=[held.pk]), {"decision": "confirm"}).status_code == 403
    assert "林一鸣" in security.get(reverse("org:appointments")).content.decode()
    security.post(reverse("org:decide_appointment", args=[held.pk]), {"decision": "confirm"})
    assert [seat.post_id for seat in cast.clerk.seats if "org.test_duty" in seat.duties] == [post.pk]
    again = security.post(reverse("org:decide_appointment", args=[held.pk]), {"decision": "confirm"})
    assert again.status_code == 409


def test_an_appointment_is_turned_down_with_a_reason_and_never_was(cast):
    cast.grant("handler", "org.test_duty")
    post = queries.posts_of(cast.users["handler"].pk)[0].post
    held = services.appoint(cast.users["clerk"].pk, post.pk, by=cast.system_admin)
    security, address = cast.client("security_admin"), reverse("org:decide_appointment", args=[held.pk])
    assert security.post(address, {"decision": "decline", "reason": ""}).status_code == 422
    security.post(address, {"decision": "decline", "reason": "岗位已有人"})
    assert not Appointment.objects.filter(pk=held.pk).exists()
    assert "岗位已有人" in str(trace.entries(f"org.user/{held.user_id}")[-1].facts)


def test_people_imported_onto_posts_with_duties_wait_too(cast):
    cast.grant("handler", "org.test_duty")
    rows = [
        services.PersonRow("xin", "新人", "99012103", "经办人"),
        services.PersonRow("jiu", "旧人", "99012103", "新岗"),
    ]
    services.load_people(rows, by=cast.system_admin)
    assert [held.user.username for held in queries.waiting_appointments()] == ["xin"]


def test_accounts_are_reset_unlocked_disabled_and_enabled(cast):
    browser, user = cast.client("system_admin"), cast.users["clerk"]
    for act in ("reset", "unlock", "disable", "enable"):
        answer = browser.post(reverse("org:act_on_account", args=[user.pk, act]))
        assert answer.status_code in (200, 302)
    assert browser.post(reverse("org:act_on_account", args=[user.pk, "delete"])).status_code == 404
    assert User.objects.get(pk=user.pk).is_active


def test_duties_are_given_on_the_units_page(cast):
    browser, post = cast.client("security_admin"), Post.objects.get(unit=cast.unit, title="科员")
    services.grant(post.pk, "org.test_duty", by=SYSTEM)
    assert browser.get(reverse("org:grants"), {"unit": cast.unit.code}).status_code == 200
    answer = browser.post(reverse("org:set_duties", args=[post.pk]), {"duties": []})
    assert answer.headers["Location"] == f"/security/grants/?unit={cast.unit.code}"
    assert not Grant.objects.filter(post=post).exists()


def test_a_group_refuses_unknown_names_and_keeps_known_ones(cast):
    browser = cast.client("system_admin")
    wrong = browser.post(reverse("org:groups"), {"name": "信息员", "usernames": "clerk nobody"})
    assert "没有这些登录名：nobody" in wrong.content.decode()
    browser.post(reverse("org:groups"), {"name": "信息员", "usernames": "clerk\nchief"})
    group = groups.every().get()
    assert groups.member_names(group.pk) == ["chief", "clerk"]
    assert browser.get(reverse("org:group", args=[group.pk])).status_code == 200


def test_surplus_accounts_are_listed(cast):
    User.objects.filter(username="clerk").update(signed_in_at=clock.now(), created_at=clock.now())
    User.objects.exclude(username="clerk").update(created_at="2020-01-01T00:00:00+08:00")
    assert "clerk" not in [user.username for user in queries.surplus_accounts()]
    page = cast.client("system_admin").get(reverse("org:people"), {"state": "surplus"}).content.decode()
    assert "周二春" in page


def test_the_policy_can_be_changed_by_the_security_administrator(cast):
    browser = cast.client("security_admin")
    form = browser.get(reverse("org:policy")).context["form"]
    given = {name: form[name].value() for name in form.fields} | {"max_failures": 3}
    assert browser.post(reverse("org:policy"), given).status_code == 302
    assert queries.policy().max_failures == 3


def sheet(*rows):
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    out.seek(0)
    out.name = "人员.xlsx"
    return out


def test_an_import_is_tried_reported_and_applied_once(cast):
    browser = cast.client("system_admin")
    file = sheet(
        ("登录名", "姓名", "单位代码", "职务", "是否负责人", "办公电话", "手机号", "电子邮箱"),
        ("new1", "新一", "99012102", "科员", "否", "0000-1", "", ""),
        ("clerk", "重名", "99012102", "科员", "", "", "", ""),
        ("new1", "新二", "99012102", "科员", "", "", "", ""),
        ("new3", "", "000", "科员", "也许", "", "abc", "x"),
        ("new4", "新四", "000", "科员", "也许", "", "abc", "x"),
    )
    trial = browser.post(reverse("org:import"), {"kind": "people", "file": file}, follow=True)
    outcome = trial.context["outcome"]
    assert [row.username for row in outcome.good] == ["new1"]
    assert [(number, len(faults)) for number, faults, _ in outcome.bad] == [(3, 1), (4, 1), (5, 1), (6, 4)]
    assert not User.objects.filter(username="new1").exists()
    pk = trial.context["kept"].pk
    report = browser.get(reverse("org:import_report", args=[pk]))
    assert load_workbook(BytesIO(report.content)).active.max_row == 5
    browser.post(reverse("org:apply_import", args=[pk]))
    assert User.objects.get(username="new1").pinyin == "xinyi"
    assert browser.post(reverse("org:apply_import", args=[pk])).status_code == 409


def test_units_are_imported_with_parents_before_children(cast):
    browser = cast.client("system_admin")
    heads = ("单位代码", "单位名称", "简称", "类别", "级别", "区划代码", "上级单位代码", "电话", "地址", "邮编")
    file = sheet(
        heads,
        ("99012150", "新局", "", "部门", "县级", "990121", "99012101", "", "", ""),
        ("99012151", "新科", "", "科室", "县级", "990121", "99012150", "", "", ""),
        ("99012152", "错科", "", "处", "县级", "111", "99", "", "", ""),
    )
    trial = browser.post(reverse("org:import"), {"kind": "units", "file": file}, follow=True)
    browser.post(reverse("org:apply_import", args=[trial.context["kept"].pk]))
    made = queries.unit_by_code("99012151")
    assert made.path == f"{queries.unit_by_code('99012150').path}.{made.pk}"
    assert not Unit.objects.filter(code="99012152").exists()


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04"])
def test_what_is_not_a_workbook_is_refused_and_not_kept(cast, content):
    file = BytesIO(content)
    file.name = "人员.xlsx"
    answer = cast.client("system_admin").post(reverse("org:import"), {"kind": "people", "file": file})
    assert answer.status_code == 422
    assert "文件不是可读的 Excel 表格" in answer.content.decode()


def test_a_strangers_import_is_not_to_be_seen(cast):
    content = services.imports.template("people")
    kept = services.keep_import("people", "x.xlsx", content, by=cast.system_admin)
    services.name_admin(cast.users["stranger"].pk, "org.system_admin", by=SYSTEM)
    assert cast.client("stranger").get(reverse("org:import_trial", args=[kept.pk])).status_code == 404


def test_templates_and_exports_are_workbooks(cast):
    browser = cast.client("system_admin")
    for kind in ("units", "people"):
        assert load_workbook(BytesIO(browser.get(reverse("org:import_template", args=[kind])).content))
    people = load_workbook(BytesIO(browser.get(reverse("org:export_people")).content)).active
    assert people.max_row == 10


def test_a_delegation_is_made_listed_and_ended_on_the_page(cast):
    chief, clerk, today = cast.client("chief"), cast.client("clerk"), clock.today().isoformat()
    given = {"post": cast.chief.post_id, "deputy": "clerk", "from_on": today, "to_on": today, "reason": "出差"}
    assert "没有这个登录名" in chief.post(reverse("org:delegations"), given | {"deputy": "x"}).content.decode()
    assert chief.post(reverse("org:delegations"), given).status_code == 302
    assert "代周二春" in clerk.get(reverse("org:account")).content.decode()
    pk = queries.delegations_of(cast.users["clerk"].pk)[0].pk
    assert cast.client("stranger").post(reverse("org:end_delegation", args=[pk])).status_code == 404
    clerk.post(reverse("org:end_delegation", args=[pk]))
    assert "代周二春" not in clerk.get(reverse("org:account")).content.decode()
