"""An official document and what became of it, as they go to the child process and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from .composed import Composed, SealPlace, Spot
from .document import Attachment, Closing, Colophon, Form, OfficialDocument, Orientation, Unit


def document_text(document: OfficialDocument) -> str:
    return json.dumps(asdict(document), ensure_ascii=False, default=date.isoformat)


def document_of(text: str) -> OfficialDocument:
    given: dict[str, Any] = json.loads(text)
    colophon = given["colophon"]
    return OfficialDocument(
        **{
            **given,
            "form": Form(given["form"]),
            "units": tuple(Unit(**{**unit, "stamp_mm": tuple(unit["stamp_mm"])}) for unit in given["units"]),
            "dated_on": date.fromisoformat(given["dated_on"]),
            "heads": tuple(given["heads"]),
            "attachments": tuple(
                Attachment(one["title"], one["blocks"], Orientation(one["orientation"])) for one in given["attachments"]
            ),
            "closing": Closing(given["closing"]) if given["closing"] else None,
            "attendance": tuple((label, who) for label, who in given["attendance"]),
            "colophon": Colophon(**{**colophon, "printed_on": _day(colophon["printed_on"])}),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def composed_bytes(composed: Composed) -> bytes:
    """Four bytes of length, what is told about the PDF, the PDF."""
    told = asdict(composed)
    del told["pdf"]
    head = json.dumps(told, ensure_ascii=False).encode()
    return len(head).to_bytes(4, "big") + head + composed.pdf


def composed_of(answer: bytes) -> Composed:
    length = int.from_bytes(answer[:4], "big")
    told: dict[str, Any] = json.loads(answer[4 : 4 + length])
    told["seals"] = tuple(SealPlace(**seal) for seal in told["seals"])
    told["copy_place"] = tuple(told["copy_place"]) if told["copy_place"] else None
    told["substituted"] = tuple(Spot(**spot) for spot in told["substituted"])
    return Composed(pdf=answer[4 + length :], **told)
