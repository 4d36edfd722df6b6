"""Saving texts. The only writers of documents, versions and drafts."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.trace import services as trace

from . import merging
from . import text as texts
from .models import Document, DocumentVersion, Draft

PLAIN_LIMIT = texts.LENGTH_LIMIT


@transaction.atomic
def create(subject: str, title: str, text: texts.Text, *, by: Actor, note: str = "") -> Document:
    """A new document of ``subject`` ("disclosure_inner.request/12") with its first version."""
    document = Document.objects.create(subject=subject, title=title)
    save_version(document.pk, text, based_on=0, by=by, note=note)
    document.refresh_from_db()
    return document


@transaction.atomic
def begin(subject: str, title: str, *, by: Actor) -> Document:
    """The document of ``subject``, made without a version where there is none: something that drafts can hang on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"documents.{subject}"])
    found = Document.objects.filter(subject=subject).order_by("pk").first()
    if found is None and by.user_id is None:
        raise Missing("没有找到这份文稿")
    return found or Document.objects.create(subject=subject, title=title)


@transaction.atomic
def save_version(document_id: int, text: texts.Text, *, based_on: int, by: Actor, note: str = "") -> DocumentVersion:
    """Add a version after number ``based_on``; a Conflict names who saved meanwhile. The same text again adds none.

    The writer's draft is used up by it.
    """
    text = texts.normal(texts.check(text))
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None:
        raise Missing("没有找到这份文稿")
    inspection.refuse_secrecy_mark(texts.words(text), field="text", subject=document.subject, by=by)
    latest = document.versions.order_by("-number").first()
    digest = texts.sha256(text)
    if latest and latest.number != based_on:
        raise _conflict(latest)
    Draft.objects.filter(document=document, user_id=by.user_id or 0).delete()
    if latest and latest.sha256 == digest:
        return latest
    version = DocumentVersion.objects.create(
        document=document,
        number=document.latest + 1,
        text=text,
        sha256=digest,
        saved_by_id=by.user_id,
        saved_by_name=by.name,
        saved_at=clock.now(),
        note=note,
    )
    document.latest = version.number
    document.save(update_fields=["latest"])
    facts = {"document": document.pk, "version": version.number, "sha256": digest}
    trace.append(document.subject, "documents.version.save", by=by, facts=facts)
    return version


@transaction.atomic
def keep_draft(document_id: int, plain: str, *, based_on: int, by: Actor) -> Draft:
    """Keep what the person has typed so far; the editor sends it every few seconds."""
    if len(plain) > PLAIN_LIMIT:
        raise Refusal("内容太长", f"不得超过 {PLAIN_LIMIT // 10_000} 万字", field="text")
    document = Document.objects.filter(pk=document_id).first()
    if document is None or by.user_id is None:
        raise Missing("没有找到这份文稿")
    inspection.refuse_secrecy_mark(plain, field="text", subject=document.subject, by=by)
    draft, _ = Draft.objects.update_or_create(
        document=document,
        user_id=by.user_id,
        defaults={"plain": plain, "based_on": based_on, "saved_at": clock.now()},
    )
    return draft


@transaction.atomic
def drop_draft(document_id: int, *, by: Actor) -> None:
    Draft.objects.filter(document_id=document_id, user_id=by.user_id or 0).delete()


@transaction.atomic
def take_back(document_id: int, number: int, *, by: Actor) -> Draft:
    """Version ``number`` as the person's draft, on top of the latest: saved, it is a new version."""
    version = DocumentVersion.objects.filter(document=document_id, number=number).select_related("document").first()
    if version is None:
        raise Missing("没有找到这一版")
    latest = version.document.latest
    return keep_draft(document_id, texts.to_plain(version.text), based_on=latest, by=by)


@transaction.atomic
def join(document_id: int, *, by: Actor) -> int:
    """Put the person's draft on top of what was saved meanwhile. Answers how many places both had changed: there the
    draft now has both wordings, the saved one first."""
    drafts = Draft.objects.filter(document=document_id, user_id=by.user_id or 0)
    draft = drafts.select_related("document").select_for_update().first()
    if draft is None:
        raise Missing("没有找到您的草稿")
    document = draft.document
    texts_of = dict(
        document.versions.filter(number__in=(draft.based_on, document.latest)).values_list("number", "text")
    )
    nothing: texts.Text = {"blocks": []}
    base, saved = texts_of.get(draft.based_on, nothing), texts_of.get(document.latest, nothing)
    merged = merging.merge(base, saved, texts.from_plain(draft.plain))
    keep_draft(document.pk, texts.to_plain(merged.text), based_on=document.latest, by=by)
    return merged.clashes


def _conflict(latest: DocumentVersion) -> Conflict:
    at = localtime(latest.saved_at).strftime("%H:%M")
    return Conflict(
        f"{latest.saved_by_name}已在 {at} 保存了第{latest.number}版",
        "您的修改是在更早的版次上做的",
        "您写的内容还在，没有丢失；请点“比较并合并”，再保存",
        field="text",
    )
