"""Reading documents: within the sight of their subject, which is that of the subject's files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from jinliang.base import ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.files import registry as files

from . import comparison, editor, registry, text
from .comparison import Change, Mark
from .models import Document, DocumentVersion, Draft

__all__ = ["Document", "document", "draft", "editing", "of", "trail", "version", "versions"]


def document(document_id: int, *, by: Actor) -> Document:
    """Raises Missing when it is not there or not within ``by``'s sight."""
    found = Document.objects.filter(pk=document_id).first()
    sight = files.sight_of(found.subject) if found else None
    if found is None or sight is None or not sight[0].sees(by, sight[1]):
        raise Missing("没有找到这份文稿")
    return found


def of(subject: str) -> list[Document]:
    return list(Document.objects.filter(subject=subject).order_by("pk"))


def versions(document: Document) -> list[DocumentVersion]:
    """Newest first, without their texts."""
    return list(document.versions.defer("text").order_by("-number"))


def version(document: Document, number: int | None = None) -> DocumentVersion:
    """Version ``number``, or the latest."""
    found = document.versions.filter(number=number or document.latest).first()
    if found is None:
        raise Missing("没有找到这一版")
    return found


def draft(document: Document, *, by: Actor) -> Draft | None:
    return Draft.objects.filter(document=document, user_id=by.user_id or 0).first()


def trail(document: Document, before: int, after: int) -> list[Change]:
    """How version ``before`` became version ``after``, each change with who made it and when; backwards, who undid it
    is not known: then all of it is of the later one."""
    first = version(document, before)
    if before > after:
        last = version(document, after)
        return comparison.compare(first.text, last.text, _mark(first))
    later = document.versions.filter(number__gt=before, number__lte=after).order_by("number")
    return comparison.trail(first.text, [(one.text, _mark(one)) for one in later])


def unsaved(document: Document, kept: Draft) -> list[Change]:
    """What the draft changes in the version that it was written on."""
    found = document.versions.filter(number=kept.based_on).first()
    mark = Mark(document.latest + 1, kept.user.name, kept.saved_at)
    return comparison.compare(found.text if found else {"blocks": []}, text.from_plain(kept.plain), mark)


def _mark(version: DocumentVersion) -> Mark:
    return Mark(version.number, version.saved_by_name, version.saved_at)


def writing_page(document: Document, *, by: Actor) -> str:
    """Where ``by`` may write on, or ""."""
    return registry.writing_page(document.subject, document.title, by)


@dataclass(frozen=True, slots=True)
class Editing:
    """What the editor needs: the text as typing, from the person's draft or else the latest version. Without a document
    it is kept by the page alone. ``name`` is that of its field."""

    document: Document | None
    plain: str
    based_on: int
    draft: Draft | None
    name: str = "text"
    is_posted: bool = False

    @property
    def is_stale(self) -> bool:
        """Somebody saved a version after the one that the draft was made on."""
        return self.document is not None and self.based_on < self.document.latest

    @property
    def drawn(self) -> str:
        return editor.drawn(self.plain)

    @property
    def based_on_name(self) -> str:
        return editor.based_on_name(self.name)

    def as_posted(self, fields: Mapping[str, Any]) -> Editing:
        """As it was sent: what was refused is not lost."""
        based_on = str(fields.get(self.based_on_name, ""))
        plain = editor.posted(fields, self.name)
        number = ids.number_in(based_on, digits=7) or 0
        return replace(self, plain=plain, based_on=number, draft=None, is_posted=True)


def editing(document: Document, *, by: Actor) -> Editing:
    if kept := draft(document, by=by):
        return Editing(document, kept.plain, kept.based_on, kept)
    if not document.latest:
        return Editing(document, "", 0, None)
    latest = version(document)
    return Editing(document, text.to_plain(latest.text), latest.number, None)
