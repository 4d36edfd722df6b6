"""Seals on a PDF: PAdES signatures whose appearance is the impression. Used by the signing child. Knows no Django.

The first signature certifies the document: from then on only further seals may be added to it. The document's own bytes
are never rewritten, so a PDF/A stays one.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .impression import MM, Impression, Shown, Style
from .providers import Away, Key

RESERVED = 16_384
"""Bytes kept free for a signature and its time stamp; three certificates and two signatures take about 4,000."""
NARROWEST_MM = 4.0
"""The least width of a cut at the edge of a page: what is narrower cannot be recognised."""


_Points = tuple[float, float, float, float]


class Unfit(Exception):
    """This document cannot be sealed in this way; the argument says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Box:
    """Millimetres from the upper left corner of page ``page``, counted from 1."""

    page: int
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Label:
    """A line that is printed along with the seal, as a picture; ``words`` are what a screen reader says."""

    box: Box
    picture: bytes
    words: str


@dataclass(frozen=True)
class Stamp:
    """What is pressed: by which certificate, whose key is where, what is seen, what is named."""

    field: str
    certificate: bytes
    chain: tuple[bytes, ...]
    picture: bytes
    name: str
    reason: str
    at: datetime
    label: Label | None = None


class _Signer(signers.Signer):
    """Asks the provider for each signature; the key itself stays there."""

    def __init__(self, stamp: Stamp, key: Key) -> None:
        chain = SimpleCertificateStore()
        chain.register_multiple(x509.Certificate.load(one) for one in stamp.chain)
        super().__init__(signing_cert=x509.Certificate.load(stamp.certificate), cert_registry=chain)
        self._key = key
        self._public = load_der_x509_certificate(stamp.certificate).public_key()

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002
        # The size is reserved, so nothing is signed to find it out.
        return bytes(512) if dry_run else self._checked(data, self._key.sign(data))

    def _checked(self, data: bytes, signature: bytes) -> bytes:
        """A device that holds another key than the certificate's would seal what nobody can verify."""
        try:
            if isinstance(self._public, ec.EllipticCurvePublicKey):
                self._public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
            elif isinstance(self._public, rsa.RSAPublicKey):
                self._public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as fault:
            raise Away("密钥设备的签名与印章证书不符") from fault
        return signature


def seal(content: bytes, stamp: Stamp, boxes: list[Box], key: Key, times: TimeStamper, *, perforated: bool) -> bytes:
    """``content`` with one more signature, seen at each of ``boxes`` and with ``perforated`` across the edges."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    first = not writer.prev.embedded_signatures
    pages = _pages(writer)
    for box in boxes:
        _check(box, pages)
    if (perforated or len(boxes) > 1) and not first:
        raise Unfit("骑缝章和多处用印只能由第一个盖章的单位加盖")
    impression = Impression(stamp.picture)
    for box in boxes[1:]:
        _show(writer, impression, box.page, _points(box, pages[box.page - 1]))
    if stamp.label and first:
        box = stamp.label.box
        _check(box, pages)
        points = _points(box, pages[box.page - 1])
        _show(writer, Impression(stamp.label.picture), box.page, points, words=stamp.label.words)
    if perforated:
        _perforate(writer, impression, boxes[0], pages)
    place = (boxes[0].page, _points(boxes[0], pages[boxes[0].page - 1]))
    return _signed(writer, stamp, place, impression, key, times, first=first)


class _Dated(signers.PdfSigner):
    """Takes the time from who asks, not from the machine."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def _signed(
    writer: IncrementalPdfFileWriter, stamp: Stamp, box: tuple[int, _Points],
    impression: Impression, key: Key, times: TimeStamper, *, first: bool,
) -> bytes:  # fmt: skip
    page, points = box
    spec = fields.SigFieldSpec(stamp.field, on_page=page - 1, box=points)  # type: ignore[arg-type]
    meta = signers.PdfSignatureMetadata(
        field_name=stamp.field, md_algorithm="sha256", name=stamp.name, reason=stamp.reason,
        subfilter=fields.SigSeedSubFilter.PADES, certify=first, docmdp_permissions=fields.MDPPerm.FILL_FORMS,
    )  # fmt: skip
    signer = _Dated(
        meta, _Signer(stamp, key), timestamper=times, stamp_style=Style(impression=impression), new_field_spec=spec
    )
    signer.at = stamp.at
    out = io.BytesIO()
    asyncio.run(signer.async_sign_pdf(writer, bytes_reserved=RESERVED, output=out))
    return out.getvalue()


def _pages(writer: IncrementalPdfFileWriter) -> list[tuple[float, float]]:
    """Width and height of each page in points; a page that is turned or does not begin at 0 is refused."""
    found = []
    for number in range(int(writer.prev.root["/Pages"]["/Count"])):
        page, _ = writer.find_page_for_modification(number)
        box = [float(value) for value in _inherited(page.get_object(), "/MediaBox")]
        if box[0] or box[1] or int(_inherited(page.get_object(), "/Rotate") or 0) % 360:
            raise Unfit(f"第{number + 1}页的版面经过旋转或偏移，请重新导出后再用印")
        found.append((box[2], box[3]))
    return found


def _inherited(page: generic.DictionaryObject, name: str) -> Any:
    node = page
    while name not in node and "/Parent" in node:
        node = node["/Parent"]
    # Not ``get``: that one answers with an unresolved reference.
    try:
        return node[name]
    except KeyError:
        return None


def _check(box: Box, pages: list[tuple[float, float]]) -> None:
    if not 1 <= box.page <= len(pages):
        raise Unfit(f"文件共{len(pages)}页，没有第{box.page}页")
    width, height = pages[box.page - 1]
    inside = box.x_mm >= 0 and box.y_mm >= 0 and box.width_mm > 0 and box.height_mm > 0
    if not inside or (box.x_mm + box.width_mm) * MM > width + 0.1 or (box.y_mm + box.height_mm) * MM > height + 0.1:
        raise Unfit(f"用印位置超出第{box.page}页的纸面")


def _points(box: Box, page: tuple[float, float]) -> _Points:
    left, high = box.x_mm * MM, page[1] - box.y_mm * MM
    found = (left, high - box.height_mm * MM, left + box.width_mm * MM, high)
    return tuple(round(value, 2) for value in found)  # type: ignore[return-value]


def _perforate(
    writer: IncrementalPdfFileWriter, impression: Impression, box: Box, pages: list[tuple[float, float]]
) -> None:
    """骑缝章: one cut of the impression at the right edge of each page, in the middle of its height."""
    if len(pages) < 2:
        raise Unfit("只有一页的文件不能加盖骑缝章")
    width = box.width_mm / len(pages)
    if width < NARROWEST_MM:
        raise Unfit(f"文件有{len(pages)}页，一枚骑缝章分得太窄，无法辨认，请分册用印")
    for number, (across, down) in enumerate(pages):
        low = down / 2 - box.height_mm * MM / 2
        points = (across - width * MM, low, across, low + box.height_mm * MM)
        _show(writer, impression, number + 1, points, cut=number, of=len(pages))


def _show(
    writer: IncrementalPdfFileWriter, impression: Impression, page: int, points: _Points, cut: int = 0, of: int = 1,
    words: str = "",
) -> None:  # fmt: skip
    """A stamp annotation that is printed and cannot be moved in a viewer; the signature that follows covers it."""
    left, low, right, high = points
    shown = Shown(writer, impression, BoxConstraints(width=right - left, height=high - low), cut, of)
    annotation = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Stamp"),
            pdf_name("/Rect"): generic.ArrayObject([generic.FloatObject(round(value, 2)) for value in points]),
            # Printed (4), not to be changed (64), locked in its place and its contents (128, 512).
            pdf_name("/F"): generic.NumberObject(4 + 64 + 128 + 512),
        }
    )
    if words:
        annotation[pdf_name("/Contents")] = generic.TextStringObject(words)
    shown.apply_appearance(annotation)
    writer.register_annotation(writer.find_page_for_modification(page - 1)[0], writer.add_object(annotation))
