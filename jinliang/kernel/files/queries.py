"""Reading files: whose they are, who may see them, their bytes and pages."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.base.workers import Refused

from . import disk, inspection, kinds, registry, rules
from .models import File

__all__ = ["File", "content", "of"]

WIDTHS = (480, 900, 1400, 2000)
_ALIVE = File.objects.filter(removed_at=None).select_related("blob")


def of(subject: str) -> list[File]:
    """The files of ``subject``, oldest first."""
    return list(_ALIVE.filter(subject=subject).order_by("uploaded_at", "pk"))


def of_many(subjects: list[str]) -> dict[str, list[File]]:
    """The files of many subjects in one query; a subject without files is absent."""
    found: dict[str, list[File]] = {}
    for file in _ALIVE.filter(subject__in=subjects).order_by("uploaded_at", "pk"):
        found.setdefault(file.subject, []).append(file)
    return found


def seen(file_id: UUID, by: Actor | None, *, is_granted: bool = False) -> tuple[File, bool]:
    """(file, whether it is sensitive); raises Missing when it is not there or not within ``by``'s sight."""
    file = _ALIVE.filter(pk=file_id).first()
    found = registry.sight_of(file.subject) if file else None
    if file is None or not (is_granted or (by and found and found[0].sees(by, found[1]))):
        raise Missing("没有找到这个文件")
    return file, bool(found and found[0].is_sensitive)


def reader_mark(file: File, by: Actor) -> str:
    """Who reads and when, laid over the pages of files whose app wants it so; nothing for a citizen with his own
    papers. Who may not print has it drawn into the picture: ``drawn_mark``."""
    found = registry.sight_of(file.subject)
    if found is None or not found[0].is_marked or by.seat is None:
        return ""
    return f"{by.name}　{by.seat.unit_name}　{clock.today().isoformat()}"


def drawn_mark(file: File, by: Actor | None, *, is_granted: bool = False) -> str:
    """Who reads and when, to be drawn into the picture itself, where the reader may not print or save; else nothing."""
    if by is None or may_take(file, by, is_granted=is_granted):
        return ""
    place = f"　{by.seat.unit_name}" if by.seat else ""
    return f"{by.name}{place}　{timezone.localtime(clock.now(), clock.CHINA):%Y-%m-%d %H:%M}"


def marked(picture: Path, mark: str) -> bytes:
    """The picture of a page with ``mark`` drawn into it, for this reader alone; it is not kept."""
    font = str(settings.JINLIANG_MARK_FONT)
    return inspection.readers.call(act="mark", path=str(picture), kind="png", mark=mark, font=font)


def may_take(file: File, by: Actor, *, is_granted: bool = False) -> bool:
    """Whether who sees the file may also print and save it."""
    found = registry.sight_of(file.subject)
    return is_granted or found is None or found[0].takes is None or found[0].takes(by, found[1])


def path(file: File) -> Path:
    return disk.place(file.blob_id)


def content(file: File) -> bytes:
    return path(file).read_bytes()


def kind(file: File) -> kinds.Kind:
    return kinds.ALL[file.blob.kind]


def picture(content: bytes, number: int, width: int) -> bytes:
    """Page ``number`` of a PDF that is no file yet, as PNG: a letter before it is signed. Missing beyond its end."""
    if width not in WIDTHS or number < 1:
        raise Missing("没有这一页")
    try:
        return _of_pdf(content, act="page", number=number, width=width)
    except Refused as fault:
        raise Missing("没有这一页") from fault


def page_count(content: bytes) -> int:
    """How many pages a PDF has that is no file yet."""
    return int(json.loads(_of_pdf(content, act="inspect", pixel_limit=rules.PIXEL_LIMIT))["pages"])


def _of_pdf(content: bytes, **asked: Any) -> bytes:
    with tempfile.NamedTemporaryFile(dir=disk.folder("_pages"), suffix=".pdf") as place:
        place.write(content)
        place.flush()
        return inspection.readers.call(path=place.name, kind="pdf", **asked)


def page_image(file: File, number: int, width: int) -> Path:
    """The picture of page ``number`` (from 1), made once and kept by the content's hash; ``width`` is one of WIDTHS."""
    if not 1 <= number <= file.blob.pages or width not in WIDTHS:
        raise Missing("没有这一页")
    picture = disk.folder(f"_pages/{file.blob_id[:2]}") / f"{file.blob_id}-{number}-{width}.png"
    if picture.exists():
        return picture
    try:
        image = inspection.readers.call(
            act="page", path=str(path(file)), kind=kind(file).key, number=number, width=width
        )
    except Refused as fault:
        raise inspection.fault_of(file.name, fault) from fault
    with disk.room_guard():
        fresh = picture.with_suffix(f".{id(image)}")
        fresh.write_bytes(image)
        fresh.replace(picture)
    return picture
