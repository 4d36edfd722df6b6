"""Several installations, each in a process of its own: ``python -m tests.journeys.node CERTIFICATE PLACES``.

The program is loaded once, then the process divides. Each part reads orders as lines of JSON, ``{"do": ..., ...}``, and
answers each with one. People act on their pages; what the worker would do by the clock is done at ``work``, so that a
journey need not wait.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import traceback
from pathlib import Path
from threading import Thread
from typing import Any, TextIO

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jinliang.host.site import enter

if __name__ == "__main__":
    enter("inner")

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from jinliang.base import clock, installation
from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import ferry, transports
from jinliang.kernel.exchange.models import Alarm
from jinliang.kernel.org import queries as org
from jinliang.kernel.org import services
from jinliang.kernel.org.sessions import SessionStore
from jinliang.kernel.outbox import relay
from jinliang.kernel.trust import queries as trusted
from jinliang.kernel.trust import services as trust
from jinliang.subsystems.document_exchange.services import directory
from tests import tables
from tests.tls import Node

_clients: dict[str, Client] = {}


def settle(units: list[list[Any]], people: list[list[str]], duties: dict[str, list[str]]) -> None:
    """The division of every level, the units, and the people with their duties and the three administrators."""
    places = [("990000", "示例省", 1, ""), ("990100", "甲市", 2, "990000"), ("990121", "甲县", 3, "990100")]
    services.load_divisions([services.DivisionRow(*place) for place in places], by=SYSTEM)
    services.load_units([services.UnitRow(*unit) for unit in units], by=SYSTEM)
    users = services.load_people([services.PersonRow(*person) for person in people], by=SYSTEM)
    for user in users:
        if user.username.endswith("_admin"):
            services.name_admin(user.pk, f"org.{user.username}", by=SYSTEM)
        for duty in duties.get(user.username, []):
            services.grant(org.posts_of(user.pk)[0].post_id, duty, by=SYSTEM)


def client(who: str) -> Client:
    if who not in _clients:
        user, session = org.user_by_username(who), SessionStore()
        assert user is not None
        session.update({"user": user.pk, "stamp": user.get_session_auth_hash(), "started_at": clock.now().isoformat()})
        session.create()
        session.save()
        _clients[who] = Client()
        _clients[who].cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return _clients[who]


def page(who: str, path: str, data: dict[str, Any] | None = None, pdf: str = "") -> dict[str, Any]:
    """What ``who`` sees at ``path``, after following where a posted form leads; ``pdf`` names the field of a file."""
    if data is not None and pdf:
        data |= {pdf: SimpleUploadedFile("公文.pdf", _pdf(), "application/pdf")}
    answer = client(who).get(path, follow=True) if data is None else client(who).post(path, data, follow=True)
    where = answer.redirect_chain[-1][0] if answer.redirect_chain else path
    html = answer.content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.S))
    links = re.findall(r'(?:href|action)="([^"]+)"', html)
    boxes = re.findall(
        r'<(?:input type="checkbox"|input type="hidden"|select) name="([^"]+)"(?: value="([^"]+)")?', html
    )
    fields: dict[str, list[str]] = {}
    for name, value in boxes:
        fields.setdefault(name, []).append(value)
    return {"status": answer.status_code, "path": where, "text": text, "links": links, "fields": fields}


def _pdf() -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def card() -> dict[str, str]:
    """What the page of keys shows, to be sent to the other side, and the digits that are read out by telephone."""
    return {
        "public_key": trust.node_key().public_bytes.hex(),
        "recipient": trust.recipient(),
        "digits": trusted.own_fingerprint().split()[-1],
    }


def work() -> list[str]:
    """What the worker does by the clock; answers the open alarms."""
    _relay()
    directory.publish_changes()
    transports.run()
    _relay()
    transports.run()
    return sorted(Alarm.objects.filter(seen_at=None).values_list("kind", flat=True))


def _relay() -> None:
    while relay.run_once():
        continue


def carry_out(folder: str) -> list[dict[str, Any]]:
    _relay()
    directory.publish_changes()
    return ferry.export(Path(folder))


def carry_in(folder: str) -> list[dict[str, Any]]:
    taken = ferry.take(Path(folder))
    _relay()
    return taken


def dissolve(code: str) -> None:
    unit = org.unit_by_code(code)
    for seat in org.people_in(unit.pk):
        services.end_appointment(seat.pk, by=SYSTEM)
    services.dissolve_unit(unit.pk, by=SYSTEM)


def lose_keys() -> None:
    """As after the machine was set up anew: the database came from the backup, the secrets did not."""
    shutil.rmtree(installation.var("inner") / "secrets")
    trust._file_key.cache_clear()
    trust._identity.cache_clear()


ORDERS = {
    order.__name__: order for order in (settle, page, card, work, carry_out, carry_in, dissolve, lose_keys)
}  # fmt: skip


def divide(certificate: Path, places: list[dict[str, Any]]) -> int:
    """A process for each of ``places``: its ``folder``, its ``database``, and the ends of its two pipes."""
    Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    reverse("ui:counts")  # all pages are loaded with the first address
    for place in places:
        if not os.fork():
            for other in places:
                if other is not place:
                    os.close(other["answers"])
            _become(place)
            with open(place["orders"]) as orders, open(place["answers"], "w") as answers:
                serve(Node(certificate), orders, answers)
            return 0
    for place in places:
        os.close(place["answers"])
    return max(os.waitstatus_to_exitcode(os.wait()[1]) for _ in places)


def _become(place: dict[str, Any]) -> None:
    os.environ["JINLIANG_VAR"] = place["folder"]
    settings.MEDIA_ROOT = installation.var("inner") / "files"
    tables.point_to("jinliang_app", place["database"])


def serve(door: Node, orders: TextIO, answers: TextIO) -> None:
    Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    _say(answers, door.server_port)
    for line in orders:
        given = json.loads(line)
        try:
            answer = {"answer": ORDERS[given.pop("do")](**given)}
        except Exception:
            answer = {"fault": traceback.format_exc()}
        _say(answers, answer)


def _say(answers: TextIO, what: object) -> None:
    answers.write(json.dumps(what, default=str) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(divide(Path(sys.argv[1]), json.loads(sys.argv[2])))
