"""What a PDF's seals say, told apart. Used by the checking child, for anybody's file. Knows no Django."""

from __future__ import annotations

import asyncio
import hashlib
import io
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign import diff_analysis as diff
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from .impression import MM

MOST_SEALS = 30
"""A document that 30 units sealed together is unknown; a file with thousands of signatures is an attack."""

# Further visible seals may follow the certifying one: joint issue (GB/T 9704: 联合行文).
POLICY = diff.StandardDiffPolicy(
    global_rules=diff.DEFAULT_DIFF_POLICY.global_rules,
    form_rule=diff.FormUpdatingRule(
        field_rules=[
            diff.SigFieldCreationRule(allow_new_visible_after_certify=True),
            diff.SigFieldModificationRule(),
            diff.GenericFieldModificationRule(),
        ]
    ),
)


class Unreadable(Exception):
    """The file is no PDF that can be checked; the argument says so in Chinese."""


def check(content: bytes, roots: list[bytes], now: datetime) -> list[dict[str, Any]]:
    """The facts of each seal, the oldest first; an empty list when nothing is sealed."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        found = [one for one in reader.embedded_signatures if one.sig_object.get("/Type", "/Sig") == "/Sig"]
    except (PdfReadError, ValueError, KeyError, TypeError, IndexError, RecursionError) as fault:
        raise Unreadable("不是可以查验的 PDF 文件，或文件已损坏") from fault
    if len(found) > MOST_SEALS:
        raise Unreadable(f"文件中的签名超过 {MOST_SEALS} 个，不予查验")
    trusted = [x509.Certificate.load(root) for root in roots]
    return [_facts(reader, one, trusted, now) for one in found]


def _facts(
    reader: PdfFileReader, one: EmbeddedPdfSignature, roots: list[x509.Certificate], now: datetime
) -> dict[str, Any]:
    certificate = one.signer_cert
    facts: dict[str, Any] = {
        "field": one.field_name,
        "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
        "subject": certificate.subject.native.get("common_name", ""),
        "issuer": certificate.issuer.native.get("common_name", ""),
        "covered": 0,
    }
    try:
        status = asyncio.run(_status(one, roots, now))
    except (SignatureValidationError, ValueError, KeyError, TypeError) as fault:
        return facts | {"is_intact": False, "problem": type(fault).__name__, **_place(reader, one)}
    return facts | _judged(status, one, now) | _place(reader, one)


async def _status(one: EmbeddedPdfSignature, roots: list[x509.Certificate], now: datetime) -> PdfSignatureStatus:
    """Trust is judged at the moment of sealing when an authority that is believed has stamped it, else today."""
    one.compute_integrity_info(diff_policy=POLICY)
    status = await _validate(one, roots, now)
    stamp = status.timestamp_validity
    if stamp is not None and stamp.valid and stamp.intact and not status.trusted:
        then = await _validate(one, roots, stamp.timestamp)
        if then.timestamp_validity is not None and then.timestamp_validity.trusted:
            return then
    return status


async def _validate(one: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime) -> PdfSignatureStatus:
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=at, revocation_mode="soft-fail")
    return await async_validate_pdf_signature(
        one, signer_validation_context=context, ts_validation_context=context, diff_policy=POLICY
    )


def _judged(status: PdfSignatureStatus, one: EmbeddedPdfSignature, now: datetime) -> dict[str, Any]:
    stamp = status.timestamp_validity
    is_stamped = bool(stamp is not None and stamp.valid and stamp.intact and stamp.trusted)
    at = stamp.timestamp if stamp is not None and is_stamped else status.signer_reported_dt
    validity = one.signer_cert["tbs_certificate"]["validity"]
    since, until = validity["not_before"].native, validity["not_after"].native
    moment = at if is_stamped and at else now
    return {
        "is_intact": bool(status.intact and status.valid),
        "is_trusted": bool(status.trusted),
        "is_expired": not since <= moment <= until,
        "is_stamped": is_stamped,
        "at": at.isoformat() if at else "",
        "is_last": bool(status.coverage and status.coverage.name == "ENTIRE_FILE"),
        "is_changed_after": isinstance(status.diff_result, diff.SuspiciousModification) or status.docmdp_ok is False,
        "is_followed": status.modification_level not in (None, diff.ModificationLevel.NONE),
    }


def _place(reader: PdfFileReader, one: EmbeddedPdfSignature) -> dict[str, Any]:
    """Where the seal stood in its own revision, and whether it, or a page, differs in the file as it is now."""
    then = reader.get_historical_resolver(one.signed_revision)
    try:
        before = [_rectangle(note) for note in _widgets(then, one.field_name)]
        after = [_rectangle(note) for note in _widgets(reader, one.field_name)]
        pages = [_pages(then), _pages(reader)]
    except (PdfReadError, ValueError, KeyError, TypeError, IndexError):
        return {"page": 0, "box": [], "is_moved": False, "changed_pages": []}
    changed = [
        number for number in range(1, max(map(len, pages)) + 1) if _at(pages[0], number) != _at(pages[1], number)
    ]
    page, box, _ = before[0] if before else (0, [], "")
    return {
        "page": page, "box": box, "changed_pages": changed,
        "is_moved": sorted(map(str, before)) != sorted(map(str, after)),
    }  # fmt: skip


def _get(node: DictionaryObject, name: str) -> Any:
    """Not ``get``: that one answers with an unresolved reference."""
    try:
        return node[name]
    except KeyError:
        return None


def _leaves(node: DictionaryObject) -> list[DictionaryObject]:
    if "/Kids" not in node:
        return [node]
    return [leaf for kid in node["/Kids"] for leaf in _leaves(kid.get_object())]


def _pages(view: PdfFileReader | HistoricalResolver) -> list[str]:
    """A digest of what each page draws."""
    return [_drawn(page) for page in _leaves(_root(view)["/Pages"])]


def _root(view: PdfFileReader | HistoricalResolver) -> DictionaryObject:
    found: DictionaryObject = view.root
    return found


def _drawn(page: DictionaryObject) -> str:
    contents = _get(page, "/Contents") or []
    streams = [one.get_object() for one in contents] if isinstance(contents, list) else [contents]
    return hashlib.sha256(b"\0".join(stream.encoded_data for stream in streams)).hexdigest()


def _widgets(view: PdfFileReader | HistoricalResolver, field: str) -> list[tuple[int, float, DictionaryObject]]:
    found = []
    for number, page in enumerate(_leaves(_root(view)["/Pages"]), start=1):
        height = float(_media(page)[3])
        for note in _get(page, "/Annots") or []:
            widget = note.get_object()
            if "/T" in widget and widget["/T"] == field:
                found.append((number, height, widget))
    return found


def _media(page: DictionaryObject) -> Any:
    node = page
    while "/MediaBox" not in node:
        node = node["/Parent"]
    return node["/MediaBox"]


def _rectangle(found: tuple[int, float, DictionaryObject]) -> tuple[int, list[float], str]:
    """(page, [left, top, width, height] in mm from the upper left corner, digest of what is drawn there)."""
    number, height, widget = found
    left, low, right, high = (float(value) for value in widget["/Rect"])
    box = [round(value / MM, 1) for value in (left, height - high, right - left, high - low)]
    drawn = widget["/AP"]["/N"] if "/AP" in widget else None
    return number, box, hashlib.sha256(drawn.encoded_data).hexdigest() if drawn is not None else ""


def _at(digests: list[str], number: int) -> str:
    return digests[number - 1] if number <= len(digests) else ""
