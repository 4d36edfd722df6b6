"""Reading documents: within the sight of their subject, which is that of the subject's files."""

from __future__ import annotations

from dataclasses import dataclass

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.files import registry as files

from . import text
from .models import Document, DocumentVersion, Draft

__all__ = ["Document", "document", "draft", "of", "version", "versions"]


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


@dataclass(frozen=True, slots=True)
class Editing:
    """What the editor needs: the text as typing, from the person's draft or else the latest version."""

    document: Document
    plain: str
    based_on: int
    draft: Draft | None

    @property
    def is_stale(self) -> bool:
        """Somebody saved a version after the one that the draft was made on."""
        return self.based_on < self.document.latest


def editing(document: Document, *, by: Actor) -> Editing:
    if kept := draft(document, by=by):
        return Editing(document, kept.plain, kept.based_on, kept)
    if not document.latest:
        return Editing(document, "", 0, None)
    latest = version(document)
    return Editing(document, text.to_plain(latest.text), latest.number, None)
