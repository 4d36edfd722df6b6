"""The relay carries notices out: to open pages by NOTIFY, out of the house by jobs or into the local outbox."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import SECURITY_ADMIN
from jinliang.kernel.outbox import jobs
from jinliang.kernel.outbox.registry import Row, handles

from . import queries, services
from .channels import mailer, texter
from .models import Notice
from .stream import CHANNEL

# NOTIFY takes 8,000 bytes; a pair of numbers needs at most 41.
PAIRS = 150


@handles("notices.created")
def tell(rows: list[Row]) -> None:
    """Pages first, then mail and SMS for those who want them; reading twice tells twice, storing once."""
    ids = [notice_id for row in rows for notice_id in row.payload["ids"]]
    wanted = queries.wanted(queries.by_ids(ids))
    _to_pages(f"{notice.user_id}:{notice.pk}" for notice in wanted["page"])
    people = org.contacts(notice.user_id for channel in ("mail", "sms") for notice in wanted[channel])
    for notice in wanted["mail"]:
        if address := people[notice.user_id].email:
            _mail(address, notice.title, _text(notice))
    for notice in wanted["sms"]:
        if number := people[notice.user_id].mobile:
            _sms(number, _text(notice))


@handles("notices.refresh")
def refresh(rows: list[Row]) -> None:
    users = {user for row in rows for user in row.payload["users"]}
    _to_pages(f"{user}:0" for user in sorted(users))


ALARMS = {
    "security.secrecy_mark": "有人试图存入带国家秘密标志的内容，系统已拒绝",
    "security.malware": "有人试图存入带恶意程序的文件，系统已拒绝",
}


@handles("security.secrecy_mark")
@handles("security.malware")
def alarm(rows: list[Row]) -> None:
    """The security administrators learn who, when and which digest; never a title or a word of the content."""
    readers = [role.user_id for role in org.administrators() if role.role == SECURITY_ADMIN.key]
    for row in rows:
        who, digest = row.payload["by"], row.payload["sha256"]
        body = f"人员：{who['name']}（{who.get('address', '内部')}）；内容摘要：{digest or '文字内容'}"
        services.notify("notices.alarm", readers, ALARMS[row.topic], "", body=body, urgent=True, by=SYSTEM)


@handles("notices.mail")
def mail(rows: list[Row]) -> None:
    for row in rows:
        _mail(row.payload["address"], row.payload["subject"], row.payload["text"])


@handles("notices.sms")
def sms(rows: list[Row]) -> None:
    for row in rows:
        _sms(row.payload["number"], row.payload["text"])


def _to_pages(pairs: Iterable[str]) -> None:
    """user:notice pairs, numbers only; 0 means: fetch your desk anew."""
    waiting = list(pairs)
    with connection.cursor() as cursor:
        for at in range(0, len(waiting), PAIRS):
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, ",".join(waiting[at : at + PAIRS])])


def _text(notice: Notice) -> str:
    return f"{notice.title}\n{notice.body}".strip()


def _mail(address: str, subject: str, text: str) -> None:
    out = mailer()
    if out.is_local:
        out.send(address, subject, text)
    else:
        jobs.defer("jinliang.kernel.notices.jobs.deliver_mail", address=address, subject=subject, text=text)


def _sms(number: str, text: str) -> None:
    out = texter()
    if out.is_local:
        out.send(number, text)
    else:
        jobs.defer("jinliang.kernel.notices.jobs.deliver_sms", number=number, text=text)
