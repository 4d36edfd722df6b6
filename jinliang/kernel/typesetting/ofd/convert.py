"""The second form of a document: from the PDF as it was set, before any seal, to an OFD of the same layout."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from . import pdf, writing
from .marks import Picture
from .package import Files


@dataclass(frozen=True, slots=True)
class Label:
    """A picture to be put on page ``page``, counted from 1, as PDFs have it in an annotation."""

    page: int
    picture: Picture


def of_pdf(content: bytes, *, title: str, author: str, on: datetime, labels: Iterable[Label] = ()) -> Files:
    """The files of the OFD. The same document gives the same bytes; Unfit where something could not be taken over."""
    layout = pdf.layout(content)
    for label in labels:
        layout.pages[label.page - 1].marks.append(label.picture)
    identity = hashlib.sha256(content).hexdigest()[:32]
    return writing.files(layout, writing.Facts(identity, title, author, on))
