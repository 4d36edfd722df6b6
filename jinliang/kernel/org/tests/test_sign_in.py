import sys
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.org import identity, queries, services
from jinliang.kernel.org.models import Policy, Session, User
from jinliang.kernel.org.services import accounts

pytestmark = pytest.mark.django_db
PASSWORD = "Yun-Lan-2077"


def with_password(user, **changes):
    user.set_password(PASSWORD)
    User.objects.filter(pk=user.pk).update(password=user.password, password_changed_at=clock.now(), **changes)
    return User.objects.get(pk=user.pk)


def sign_in(client, username="clerk", password=PASSWORD, **more):
    return client.post(reverse("org:sign_in"), {"username": username, "password": password, **more})


def test_signing_in_opens_a_session_with_a_new_identifier_and_returns_to_the_page(cast, client):
    with_password(cast.users["clerk"])
    before = client.session.session_key
    answer = sign_in(client, next="/account/")
    assert answer.headers["Location"] == "/account/"
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200
    assert User.objects.get(username="clerk").signed_in_at is not None


def test_another_site_is_never_the_next_page(cast, client):
    with_password(cast.users["clerk"])
    assert sign_in(client, next="https://elsewhere.example/").headers["Location"] == "/"


@pytest.mark.parametrize("username", ["clerk", "nobody"])
def test_a_failure_does_not_tell_which_names_exist(cast, client, username):
    with_password(cast.users["clerk"])
    answer = sign_in(client, username, "wrong")
    assert answer.status_code == 422
    assert "登录名或密码不正确，或者账号已停用、已锁定" in answer.content.decode()


def test_five_failures_lock_for_fifteen_minutes_even_the_right_password(cast, client):
    with_password(cast.users["clerk"])
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 422
    with clock.held_at(clock.now() + timedelta(minutes=16)):
        assert sign_in(client).status_code == 302


def test_a_disabled_account_cannot_sign_in_and_loses_its_sessions(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    services.set_active(cast.users["clerk"].pk, False, by=cast.system_admin)
    assert client.get("/account/").status_code == 302
    assert sign_in(client).status_code == 422


def test_a_password_older_than_ninety_days_must_be_changed_first(cast, client):
    with_password(cast.users["clerk"])
    User.objects.update(password_changed_at=clock.now() - timedelta(days=91))
    sign_in(client)
    assert client.get("/account/").headers["Location"].startswith(reverse("org:password"))
    new = {"old_password": PASSWORD, "new_password": "Ting-Zhou-88", "repeated_password": "Ting-Zhou-88"}
    client.post(reverse("org:password"), new)
    assert client.get("/account/").status_code == 200


def test_what_a_page_asks_for_by_itself_does_not_reload_the_page_of_who_must_change_his_password(cast, client):
    with_password(cast.users["clerk"], must_change_password=True)
    sign_in(client)
    answer = client.get(reverse("ui:counts"), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "HX-Redirect" not in answer.headers


@pytest.mark.parametrize("text", ["Ab1-", "alllowercaseletters", "Clerk-20261122", "Linyiming-2026", "Password123!"])
def test_weak_passwords_are_refused(cast, text):
    with pytest.raises(Refusal) as refused:
        services.change_password(with_password(cast.users["clerk"]), PASSWORD, text, by=cast.clerk)
    assert refused.value.field == "new_password"


def test_changing_the_password_ends_all_other_sessions(cast, client):
    with_password(cast.users["clerk"])
    other = Client()
    sign_in(client)
    sign_in(other)
    new = {"old_password": PASSWORD, "new_password": "Ting-Zhou-88", "repeated_password": "Ting-Zhou-88"}
    client.post(reverse("org:password"), new)
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_idle_sessions_end_and_htmx_is_sent_to_the_sign_in_page(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    answer = client.get("/account/", headers={"HX-Request": "true", "HX-Current-URL": "/account/"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Faccount%2F"


def idle(username="clerk"):
    Session.objects.filter(user__username=username).update(expire_date=clock.now() - timedelta(seconds=1))


def way_back(answer):
    """Where the sign-in page, to which ``answer`` leads, goes on to."""
    return parse_qs(urlsplit(answer.headers["Location"]).query)["next"]


def test_who_was_idle_comes_back_to_the_page_he_asked_for(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    idle()
    asked = client.get("/account/?tab=sessions")
    assert way_back(asked) == ["/account/?tab=sessions"]
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/account/?tab=sessions"' in page
    assert sign_in(client, next=way_back(asked)[0]).headers["Location"] == "/account/?tab=sessions"


def test_who_was_idle_and_sends_a_form_comes_back_to_the_page_with_his_draft(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    idle()
    sent = client.post("/account/", {"text": "写了很久"}, headers={"Referer": "http://testserver/account/"})
    assert way_back(sent) == ["http://testserver/account/"]
    assert sign_in(client, next=way_back(sent)[0]).headers["Location"] == "http://testserver/account/"


def test_what_a_page_asks_for_by_itself_takes_nobody_away_when_the_session_is_over(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    idle()
    answer = client.get(reverse("ui:counts"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert {"HX-Redirect", "Location"} & set(answer.headers) == set()


def test_what_a_page_asks_for_by_itself_moves_no_session_end_even_when_rights_are_read_anew(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    client.get("/account/")
    soon = clock.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=soon)
    User.objects.update(rights_version=F("rights_version") + 1)
    before = Session.objects.get().session_data
    assert client.get(reverse("ui:counts")).status_code == 200
    row = Session.objects.get()
    assert row.session_data != before
    assert row.expire_date == soon


def test_a_stream_knows_the_actor_but_does_not_extend_the_session(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client)
    row = Session.objects.get(user=cast.users["clerk"])
    assert identity.actor_of_session(row.session_key).name == "林一鸣"
    assert Session.objects.get(pk=row.pk).expire_date == row.expire_date
    client.post(reverse("org:sign_out"))
    assert identity.actor_of_session(row.session_key) is None


def test_signing_out_everywhere_keeps_this_browser(cast, client):
    with_password(cast.users["clerk"])
    other = Client()
    sign_in(other)
    sign_in(client)
    client.post(reverse("org:end_sessions"))
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_one_other_browser_can_be_signed_out(cast, client):
    with_password(cast.users["clerk"])
    other = Client()
    sign_in(other)
    sign_in(client)
    first = queries.sessions_of(cast.users["clerk"].pk).last()
    client.post(reverse("org:end_sessions"), {"started_at": first.started_at.isoformat()})
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def enrol(user):
    secret = pyotp.random_base32()
    codes = services.enable_totp(user, secret, pyotp.TOTP(secret).now(), by=identity.actor_for(user))
    return secret, codes


def test_the_second_factor_takes_each_code_once(cast, client):
    user = with_password(cast.users["clerk"])
    secret, _ = enrol(user)
    assert sign_in(client).headers["Location"] == reverse("org:code")
    assert client.get("/account/").status_code == 302
    code = pyotp.TOTP(secret).now()
    assert client.post(reverse("org:code"), {"totp_code": code}).status_code == 422
    with clock.held_at(clock.now() + timedelta(seconds=30)):
        later = pyotp.TOTP(secret).at(clock.now())
        assert client.post(reverse("org:code"), {"totp_code": later}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_recovery_code_works_once(cast):
    user = with_password(cast.users["clerk"])
    _, codes = enrol(user)
    user = User.objects.get(pk=user.pk)
    services.verify_code(user, codes[0].lower())
    with pytest.raises(Refusal):
        services.verify_code(user, codes[0])


def test_an_administrator_must_set_up_a_code_generator_first(cast, client):
    with_password(cast.users["system_admin"])
    sign_in(client, "system_admin")
    assert client.get("/account/").headers["Location"].startswith(reverse("org:totp"))
    page = client.get(reverse("org:totp"))
    assert "<svg" in page.content.decode()
    secret = page.context["secret"]
    done = client.post(reverse("org:totp"), {"totp_code": pyotp.TOTP(secret).now()})
    assert len(done.context["codes"]) == 10
    assert client.get("/account/").status_code == 200


def test_the_policy_row_can_do_without_a_code_generator(cast, client):
    Policy.objects.create(pk=1, totp="nobody")
    with_password(cast.users["system_admin"])
    sign_in(client, "system_admin")
    assert client.get("/account/").status_code == 200


def test_every_sign_in_failure_and_sign_out_leaves_a_trace(cast, client):
    with_password(cast.users["clerk"])
    sign_in(client, password="wrong")
    sign_in(client, "nobody", "x")
    sign_in(client)
    client.post(reverse("org:sign_out"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT stream, body::json->>'act' FROM trace_entry WHERE stream LIKE 'sign_in/%' ORDER BY seq")
        found = cursor.fetchall()
    own = f"sign_in/{cast.users['clerk'].pk}"
    assert [act for stream, act in found if stream == own] == [
        "org.sign_in.fail", "org.sign_in.succeed", "org.sign_in.sign_out",
    ]  # fmt: skip
    assert ("sign_in/0", "org.sign_in.fail") in found


def test_a_generated_password_satisfies_the_rule():
    text = accounts.new_password(12)
    accounts.rules.check_password(text, Policy(), "clerk")


def test_switching_posts_is_only_to_ones_own(cast, client):
    browser = cast.client("clerk")
    made = services.create_post(cast.bureau.pk, "挂职副局长", by=SYSTEM)
    services.appoint(cast.users["clerk"].pk, made.pk, by=SYSTEM)
    assert browser.post(reverse("org:switch_post"), {"post": made.pk}).status_code == 302
    assert browser.get("/account/").context["actor"].unit_id == cast.bureau.pk
    assert browser.post(reverse("org:switch_post"), {"post": cast.stranger.post_id}).status_code == 403


def test_a_page_opened_in_the_post_before_can_no_longer_act(cast):
    """What it shows and whose act it would be are two posts."""
    browser = cast.client("clerk")
    browser.handler.enforce_csrf_checks = True
    made = services.create_post(cast.bureau.pk, "挂职副局长", by=SYSTEM)
    services.appoint(cast.users["clerk"].pk, made.pk, by=SYSTEM)
    before = str(browser.get("/account/").context["csrf_token"])
    own = f"{cast.users['clerk'].pk}-{cast.actor('clerk').post_id}"
    assert "jl-count-" in browser.get("/shell/counts/", {"as": own}).text
    order = {"post": made.pk, "csrfmiddlewaretoken": before}
    assert browser.post(reverse("org:switch_post"), order).status_code == 302
    refused = browser.post(reverse("org:switch_post"), order)
    assert refused.status_code == 403
    assert "切换过岗位" in refused.text
    told = browser.get("/shell/counts/", {"as": own}).text
    assert "挂职副局长" in told
    assert "jl-count-" not in told


def test_a_granted_duty_reaches_a_running_session(cast):
    browser = cast.client("clerk")
    browser.get("/account/")
    cast.grant("clerk", "org.test_duty")
    assert "org.test_duty" in browser.get("/account/").context["actor"].duties


def test_djangos_own_users_are_neither_installed_nor_imported():
    assert not apps.is_installed("django.contrib.auth")
    assert "django.contrib.auth.models" not in sys.modules
