"""The OFD beside the PDF: the same layout, made and sealed in the same act with the seal's SM2 certificate."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from jinliang.base import clock
from jinliang.base.errors import Refusal

from . import certificates, child, rules
from .models import Certificate, Seal, Use


@dataclass(frozen=True, slots=True)
class Ofd:
    """Asked for along with the PDF: who issues the document, and the OFD so far where others sealed before."""

    author: str
    so_far: bytes = b""


def press(
    document: bytes, use: Use, boxes: list[list[float]], label: dict[str, Any] | None, asked: Ofd
) -> bytes:  # fmt: skip
    """Its bytes; nothing where it cannot be made, with the reason in the ledger: the PDF goes out all the same. Away
    when the key does not answer: then neither form is sealed."""
    certificate = _in_use(use.seal)
    if isinstance(certificate, str):
        use.ofd_failure = certificate
        return b""
    use.ofd_certificate = certificate
    try:
        made = _asked(document, use, certificate, boxes, label, asked)
    except child.Away:
        raise
    except Refusal as refusal:
        use.ofd_failure = f"{refusal.what}：{refusal.why}"[:200]
        return b""
    use.ofd_after = hashlib.sha256(made).hexdigest()
    return made


def _in_use(seal: Seal) -> Certificate | str:
    """The SM2 certificate, or why there is none to be used."""
    rows = seal.certificates.select_related("authority").filter(algorithm=rules.SM2, revoked_at=None)
    found = rows.first()
    if found is None or not found.electronic_seal:
        return "这枚印章没有国密（SM2）证书"
    if found.authority.revoked_at:
        return "国密证书的签发机构已不受信任"
    if not found.since <= clock.now() < found.until:
        return "这枚印章的国密（SM2）证书不在有效期内"
    return found


def _asked(
    document: bytes, use: Use, certificate: Certificate, boxes: list[list[float]], label: dict[str, Any] | None,
    asked: Ofd,
) -> bytes:  # fmt: skip
    key, times = certificates.key_of(certificate), certificates.times_of(certificates.built_in(rules.SM2))
    stamp = {
        "seal": child.encoded(certificate.electronic_seal), "certificate": child.encoded(certificate.certificate),
        "at": use.at.replace(microsecond=0).isoformat(),
    }  # fmt: skip
    return child.ask(
        "sign_ofd", asked.so_far or document, stamp=stamp, boxes=boxes, key=key, times=times,
        perforated=use.is_perforated, facts={"title": use.title, "author": asked.author}, label=label,
    )  # fmt: skip
