"""Reading documents: within the sight of their subject, which is that of the subject's files."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.files import registry as files

from .models import Document, DocumentVersion, Draft


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
