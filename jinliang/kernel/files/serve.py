"""How a file is answered: by the name of its content, whose bytes the server sends; and links that let it be seen."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse

from . import queries
from .asgi import CONTENT
from .models import File

LINK_LIFE = 12 * 3600
_SALT = "files.link"
# What a browser may show in its own window; all else is saved.
_SHOWN = {"pdf", "txt"}


def answer(file: File, *, inline: bool = False) -> HttpResponse:
    """The answer of a view that has checked the right itself; the bytes are added by ``asgi.FileStreams``."""
    kind = queries.kind(file)
    shown = inline and (kind.is_picture or kind.key in _SHOWN)
    charset = "; charset=utf-8" if kind.key == "txt" else ""
    response = HttpResponse(content_type=kind.media_type + charset)
    response[CONTENT] = file.blob_id
    response["Content-Disposition"] = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


def link(file: File, view: str = "files:file") -> str:
    """An address of ``file`` for somebody who has shown elsewhere that he may see it; good for half a day."""
    return f"{reverse(view, args=[file.pk])}?{urlencode({'key': _signer().sign(str(file.pk))})}"


def is_granted(file_id: object, key: str) -> bool:
    """Whether ``key`` is of a link that was made for this file."""
    try:
        return bool(key) and _signer().unsign(key, max_age=LINK_LIFE) == str(file_id)
    except signing.BadSignature:
        return False


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_SALT)
