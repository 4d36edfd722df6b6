"""Entries, notes, contacts, follows, the feed. Each takes the owner as ``by`` and touches nothing of anybody else:
another's row is not there."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from jinliang.base import cipher, clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.trace import services as trace

from .. import rules
from ..models import Contact, Entry, Feed, Follow, Note


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry as it was typed; of one that takes the whole day only the days count."""

    title: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
    place: str = ""
    note: str = ""
    remind_before: int | None = None


@transaction.atomic
def save_entry(given: Planned, entry_id: int | None = None, *, by: Actor) -> Entry:
    """A new entry, or the changed one; one that was moved reminds again."""
    if given.ends_at < given.starts_at:
        raise Refusal("结束早于开始", way_out="请改正结束时间", field="ends_at")
    for field in ("title", "place", "note"):
        _refuse_mark(getattr(given, field), field, by)
    entry = _own(Entry, entry_id, by) if entry_id else Entry(user_id=_user(by))
    for name in Planned.__slots__:
        setattr(entry, name, getattr(given, name))
    entry.remind_at, entry.changed_at = _remind_at(given), clock.now()
    entry.save()
    _write_down("entry.save", by, {"entry": entry.pk})
    return entry


def _remind_at(given: Planned) -> datetime | None:
    """None for what has begun already."""
    if given.remind_before is None:
        return None
    at = given.starts_at - timedelta(minutes=given.remind_before)
    return at if given.starts_at > clock.now() else None


@transaction.atomic
def drop_entry(entry_id: int, *, by: Actor) -> None:
    _own(Entry, entry_id, by).delete()
    _write_down("entry.drop", by, {"entry": entry_id})


@transaction.atomic
def save_note(text: str, remind_at: datetime | None = None, note_id: int | None = None, *, by: Actor) -> Note:
    if not text.strip():
        raise Refusal("便签没有内容", way_out="请写下要记的话", field="text")
    if remind_at and remind_at <= clock.now():
        raise Refusal("提醒时间已经过去", way_out="请改为将来的时间，或不设提醒", field="remind_at")
    _refuse_mark(text, "text", by)
    note = _own(Note, note_id, by) if note_id else Note(user_id=_user(by))
    note.text, note.remind_at, note.changed_at = text.strip(), remind_at, clock.now()
    note.save()
    _write_down("note.save", by, {"note": note.pk})
    return note


@transaction.atomic
def finish_note(note_id: int, is_done: bool = True, *, by: Actor) -> None:
    note = _own(Note, note_id, by)
    note.is_done, note.changed_at = is_done, clock.now()
    note.save(update_fields=["is_done", "changed_at"])
    _write_down("note.finish" if is_done else "note.reopen", by, {"note": note_id})


@transaction.atomic
def drop_note(note_id: int, *, by: Actor) -> None:
    _own(Note, note_id, by).delete()
    _write_down("note.drop", by, {"note": note_id})


@transaction.atomic
def save_contact(values: dict[str, str], contact_id: int | None = None, *, by: Actor) -> Contact:
    contact = _own(Contact, contact_id, by) if contact_id else Contact(user_id=_user(by))
    if not contact_id and Contact.objects.filter(user=by.user_id).count() >= rules.MOST_CONTACTS:
        raise Refusal(f"联系人已有{rules.MOST_CONTACTS}个", "这是上限", "请先删除不用的")
    for name, value in values.items():
        setattr(contact, name, value)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as twice:
        raise Refusal("已经有同名同单位的联系人", way_out="请修改原来的那一条", field="name") from twice
    _write_down("contact.save", by, {"contact": contact.pk})
    return contact


@transaction.atomic
def drop_contact(contact_id: int, *, by: Actor) -> None:
    _own(Contact, contact_id, by).delete()
    _write_down("contact.drop", by, {"contact": contact_id})


@transaction.atomic
def follow(case_id: int, *, by: Actor) -> None:
    """Only what one sees can be followed; twice is once."""
    found = flow.case(by, case_id)
    _, is_new = Follow.objects.get_or_create(user_id=_user(by), case=found, defaults={"at": clock.now()})
    if is_new:
        _write_down("follow", by, {"case": case_id})


@transaction.atomic
def unfollow(case_id: int, *, by: Actor) -> None:
    if Follow.objects.filter(user=_user(by), case=case_id).delete()[0]:
        _write_down("unfollow", by, {"case": case_id})


@transaction.atomic
def make_feed(*, by: Actor) -> str:
    """The secret part of a new address; the one before is good no longer."""
    secret = secrets.token_urlsafe(24)
    values = {"digest": cipher.equality(secret, "inner"), "made_at": clock.now(), "fetched_at": None}
    Feed.objects.update_or_create(user_id=_user(by), defaults=values)
    _write_down("feed.make", by, {})
    return secret


@transaction.atomic
def end_feed(*, by: Actor) -> None:
    if Feed.objects.filter(user=_user(by)).delete()[0]:
        _write_down("feed.end", by, {})


def fetched(feed: Feed, *, by: Actor) -> None:  # noqa: ARG001 - a telephone asks every few minutes: no record of each
    Feed.objects.filter(pk=feed.pk).update(fetched_at=clock.now())


def _refuse_mark(text: str, field: str, by: Actor) -> None:
    inspection.refuse_secrecy_mark(text, field=field, subject=f"personal_office.keeping/{by.user_id}", by=by)


def _own(kind: Any, pk: int, by: Actor) -> Any:
    found = kind.objects.select_for_update().filter(pk=pk, user=_user(by)).first()
    if found is None:
        raise Missing
    return found


def _user(by: Actor) -> int:
    if by.user_id is None:
        raise NotAllowed("只有登录的用户有个人办公")
    return by.user_id


def _write_down(act: str, by: Actor, facts: dict[str, Any]) -> None:
    """That something was changed, not what: it is nobody else's business."""
    trace.append(f"personal_office.user/{by.user_id}", f"personal_office.{act}", by=by, facts=facts)
