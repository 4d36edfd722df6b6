"""Every page that shows personal data in clear keeps the sight of it in the trace.

Not a list of pages: every address of the site is asked for, by those who may see most, with records behind it whose
personal data is known; whatever answers with that data must have left an entry.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from jinliang.kernel.flow.models import Item
from jinliang.kernel.org import services as org
from jinliang.kernel.org.models import Grant
from jinliang.kernel.org.registry import DUTIES
from jinliang.subsystems.disclosure.inner.models import Request
from jinliang.subsystems.disclosure.inner.tests.conftest import Office, office
from tests.cast import Cast

from . import pages

__all__ = ["office"]

MOBILE = "19900001234"
SECRETS = {
    "identity_number": "990101199001011230",
    "telephone": "19900005678",
    "email": "applicant@mail.example.invalid",
}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
# Who walks where: one official with every duty everywhere, the administrators where only they may go.
WALKS = {"clerk": "", "system_admin": "organisation/", "security_admin": "security/", "audit_admin": "audit/"}


@pytest.fixture
def request_(office: Office) -> Request:
    """A request whose applicant is known, read by one who holds every duty there is."""
    held = set(Grant.objects.filter(post=office.clerk.post_id).values_list("duty", flat=True))
    office.cast.grant("clerk", *(duty.key for duty in DUTIES.values() if not duty.is_admin and duty.key not in held))
    clerk = office.cast.users["clerk"]
    org.edit_user(clerk.pk, telephone="", email="", mobile=MOBILE, by=office.cast.system_admin)
    return office.register(**SECRETS)


def values(found: Request, cast: Cast) -> dict[str, list[Any]]:
    """What to put into an address for a parameter of this name."""
    item = Item.objects.get(case=found.case_id, state=Item.State.OPEN)
    return {
        "uuid": [found.uuid], "case_id": [found.case_id], "item_id": [item.pk], "unit_id": [cast.government.pk],
        "pk": [cast.users["clerk"].pk, cast.unit.pk], "act": ["edit"],
    }  # fmt: skip


def filled(route: str, given: dict[str, list[Any]]) -> Iterator[str]:
    names = [first or second for first, second in PARAMETER.findall(route)]
    for chosen in itertools.product(*(given.get(name, [1]) for name in names)):
        parts = iter(map(str, chosen))
        pieces = PARAMETER.sub("\0", route).strip("^$").split("\0")
        yield "/" + "".join(piece + next(parts, "") for piece in pieces)


def text_of(answer: HttpResponseBase) -> str:
    """What a person could read in the answer: the page, the PDF, the table."""
    body: bytes = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined,arg-type]
    if body.startswith(b"%PDF"):
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body))
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body.decode(errors="replace")


def entries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trace_entry")
        return int(cursor.fetchone()[0])


def asked(client: Client, address: str) -> tuple[str, bool]:
    """What the page shows, by GET or for a button by POST, and whether it left an entry; nothing it did stays."""
    with transaction.atomic():
        before = entries()
        answer: HttpResponseBase = client.get(address)
        if answer.status_code == 405:
            answer = client.post(address)
        shown = text_of(answer), entries() > before
        transaction.set_rollback(True)
    return shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", WALKS)
def test_whoever_sees_personal_data_in_clear_is_in_the_trace(request_: Request, office: Office, who: str) -> None:
    client, given = office.cast.client(who), values(request_, office.cast)
    routes = [route for route, _ in pages.addresses() if route.startswith(WALKS[who]) and route != "sign-out/"]
    assert routes
    shown, unseen = set(), set()
    for route in routes:
        for address in filled(route, given):
            text, is_traced = asked(client, address)
            if any(secret in text for secret in (MOBILE, *SECRETS.values())):
                (shown if is_traced else unseen).add(route)
    assert unseen == set()
    known = {"directory/people/<int:pk>/mobile/", "disclosure/<uuid:uuid>/contact/"}
    assert shown == (known if who == "clerk" else set())
