"""Keeping files, and giving them up. The only writers of ``Blob`` and ``File``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO
from typing import IO
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.trace import services as trace

from . import disk, inspection, queries, rules, uploads
from .kinds import DOCUMENTS
from .models import Blob, File

_ODD = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')


def store(
    content: IO[bytes] | bytes,
    name: str,
    *,
    subject: str,
    by: Actor,
    allowed: frozenset[str] = DOCUMENTS,
    limit: int = rules.FILE_LIMIT,
) -> File:
    """Keep ``content`` as a file of ``subject`` ("disclosure_inner.request/12").

    ``allowed`` are keys of ``kinds``, ``limit`` bytes. Refuses what the bytes are not, what cannot be read, what is
    too large, what carries a secrecy mark or a virus; and a full disk (DiskFull), leaving nothing behind.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    name = clean_name(name)
    return _keep(disk.taken_in(stream, name, limit), name, subject, by, allowed)


def adopt(
    upload_id: str,
    *,
    subject: str,
    by: Actor,
    allowed: frozenset[str] = DOCUMENTS,
    limit: int = rules.FILE_LIMIT,
) -> File:
    """Make a finished resumable upload a file of ``subject``; the same refusals as ``store``."""
    upload = uploads.finished(upload_id, by=by)
    with transaction.atomic():
        file = _keep(disk.already_here(uploads.part(upload.id), upload.name, limit), upload.name, subject, by, allowed)
        uploads.used(upload)
    return file


def receive(
    request: HttpRequest,
    field: str,
    *,
    subject: str,
    by: Actor,
    allowed: frozenset[str] = DOCUMENTS,
    limit: int = rules.FILE_LIMIT,
) -> list[File]:
    """All files of one form field: finished uploads (``<field>_upload``) and, without scripts, plain ones."""
    plain = request.FILES.getlist(field)
    adopted = [
        adopt(upload_id, subject=subject, by=by, allowed=allowed, limit=limit)
        for upload_id in request.POST.getlist(f"{field}_upload")
        if upload_id
    ]
    return adopted + [
        store(file, file.name or "", subject=subject, by=by, allowed=allowed, limit=limit) for file in plain
    ]


@transaction.atomic
def remove(file_id: UUID, *, by: Actor) -> None:
    """Take a file from its subject; the content and the record stay. The caller's app has checked the right."""
    file = File.objects.select_for_update().filter(pk=file_id, removed_at=None).first()
    if file is None:
        raise Missing
    file.removed_at = clock.now()
    file.save(update_fields=["removed_at"])
    trace.append(file.subject, "files.file.remove", by=by, facts=_facts(file))


@transaction.atomic
def copy(file: File, *, subject: str, by: Actor) -> File:
    """The same content as a file of another subject: an answer that becomes an outgoing attachment."""
    return _record(file.blob, file.name, subject, by)


@transaction.atomic
def keep_set(contents: Sequence[tuple[bytes, int, datetime]], *, by: Actor) -> None:  # noqa: ARG001 - with the files
    """Keep (PDF, pages, moment) of what the platform has typeset itself, in which nothing is to be looked for; who
    calls records the files, and who acted."""
    rows = []
    for content, pages, at in contents:
        with disk.taken_in(BytesIO(content), "", rules.FILE_LIMIT) as incoming:
            disk.keep(incoming)
            rows.append(Blob(sha256=incoming.sha256, size=incoming.size, kind="pdf", pages=pages, stored_at=at))
    Blob.objects.bulk_create(rows, ignore_conflicts=True)


def clean_name(name: str) -> str:
    """The last part of ``name`` without what file systems and readers stumble over; the ending is kept."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = _ODD.sub("", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: rules.NAME_LIMIT]}.{ending}"
    return name[: rules.NAME_LIMIT] or "未命名"


def _keep(
    source: AbstractContextManager[disk.Incoming], name: str, subject: str, by: Actor, allowed: frozenset[str]
) -> File:
    with source as incoming:
        found = inspection.inspect(incoming, name, allowed, subject=subject, by=by)
        with transaction.atomic():
            blob, _ = Blob.objects.get_or_create(
                sha256=incoming.sha256,
                defaults={
                    "size": incoming.size,
                    "kind": found.kind.key,
                    "pages": found.pages,
                    "scan_state": Blob.Scan.CLEAN if found.is_scanned else Blob.Scan.UNSCANNED,
                    "stored_at": clock.now(),
                },
            )
            if found.is_scanned and blob.scan_state != Blob.Scan.CLEAN:
                Blob.objects.filter(pk=blob.pk).update(scan_state=Blob.Scan.CLEAN)
            file = _record(blob, found.name, subject, by)
            disk.keep(incoming)
    return file


def _record(blob: Blob, name: str, subject: str, by: Actor) -> File:
    if "/" not in subject:
        raise ValueError("a subject is app.model/key")
    file = File.objects.create(
        blob=blob,
        name=name,
        subject=subject,
        uploaded_by_id=by.user_id,
        uploaded_by_name=by.name,
        uploaded_at=clock.now(),
    )
    trace.append(subject, "files.file.store", by=by, facts=_facts(file))
    return file


def _facts(file: File) -> dict[str, object]:
    return {"file": str(file.pk), "name": file.name, "sha256": file.blob_id, "size": file.blob.size}


def visible(file_id: UUID, *, by: Actor, is_granted: bool = False) -> File:
    """The file, if ``by`` may see it (``is_granted``: by a link made for it); sight of a sensitive one is traced."""
    file, is_sensitive = queries.seen(file_id, by, is_granted=is_granted)
    if is_sensitive:
        trace.append(file.subject, "files.file.see", by=by, facts={"file": str(file.pk)})
    return file
