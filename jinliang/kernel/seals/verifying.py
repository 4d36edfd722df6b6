"""Whose seals a document carries, and whether it is still what they sealed. Reads only; works on both sites."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinliang.base.clock import CHINA

from . import child
from .models import Algorithm, Authority, Certificate, CertificateCopy


@dataclass(frozen=True, slots=True)
class Finding:
    """One seal: ``verdict`` is "valid" or what is wrong first; ``faults`` says all of it in Chinese."""

    name: str
    issuer: str
    at: datetime | None
    is_stamped: bool
    page: int
    verdict: str
    faults: tuple[str, ...]
    is_sample: bool
    is_known: bool
    notes: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.verdict == "valid"


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate that this house issued or entered."""

    name: str
    is_sample: bool
    revoked_at: datetime | None
    suspended_at: datetime | None
    reason: str

    def fault(self, at: datetime | None, is_stamped: bool) -> tuple[str, str] | None:
        """What a seal has against it that says ``at``: only a time stamp proves that it was earlier."""
        for since, verdict, words in (
            (self.revoked_at, "revoked", "印章证书在用印前已吊销"),
            (self.suspended_at, "suspended", "用印时这枚印章已停用"),
        ):  # fmt: skip
            if since and (at is None or not is_stamped or at >= since):
                return verdict, f"{words}：{self.reason}"
        return None


def verify(document: bytes) -> list[Finding]:
    """Every seal of ``document``, the oldest first; empty when it carries none. Refuses what is no PDF or
    OFD."""
    is_ofd = document.startswith(b"PK\x03\x04")
    found = child.check(document, _roots(Algorithm.SM2 if is_ofd else Algorithm.STANDARD), is_ofd=is_ofd)
    prints = [facts["fingerprint"] for facts in found]
    known = _known(prints)
    return [_finding(facts, known.get(facts["fingerprint"])) for facts in found]


def _roots(algorithm: str) -> list[bytes]:
    rows = Authority.objects.filter(algorithm=algorithm, revoked_at=None)
    return [bytes(body) for body in rows.values_list("certificate", flat=True)]


def _known(prints: list[str]) -> dict[str, Known]:
    """What this site knows of these certificates: the inner one its own, the outer one what it was told."""
    own = Certificate.objects.select_related("seal").filter(fingerprint__in=prints)
    found = {}
    for one in own:
        seal = one.seal
        reason = one.reason or seal.state_reason
        found[one.fingerprint] = Known(seal.name, seal.is_sample, one.revoked_at, seal.suspended_at, reason)
    for copy in CertificateCopy.objects.filter(fingerprint__in=prints):
        told = Known(copy.seal_name, copy.is_sample, copy.revoked_at, copy.suspended_at, copy.reason)
        found.setdefault(copy.fingerprint, told)
    return found


def digest(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def _finding(facts: dict[str, Any], certificate: Known | None) -> Finding:
    at = datetime.fromisoformat(facts["at"]).astimezone(CHINA) if facts.get("at") else None
    faults = dict(_faults(facts, certificate, at))
    notes = []
    if facts.get("is_followed"):
        notes.append("其后又加盖了印章，本印章所盖的内容没有改动")
    if at and not facts.get("is_stamped"):
        notes.append("没有可信的时间戳，时间由用印方自报")
    return Finding(
        name=certificate.name if certificate else facts["subject"],
        issuer=facts["issuer"],
        at=at,
        is_stamped=bool(facts.get("is_stamped")),
        page=facts.get("page", 0),
        verdict=next(iter(faults), "valid"),
        faults=tuple(faults.values()),
        is_sample=bool(certificate and certificate.is_sample),
        is_known=certificate is not None,
        notes=tuple(notes),
    )


def _faults(facts: dict[str, Any], certificate: Known | None, at: datetime | None) -> list[tuple[str, str]]:
    """What is wrong, the gravest first: content before place, place before certificate."""
    if words := facts.get("unread"):
        return [("unknown", words)]
    found = []
    files = "、".join(facts.get("changed_files", ()))
    pages = "、".join(map(str, facts.get("changed_pages", ())))
    if pages:
        found.append(("tampered", f"盖章后第{pages}页的内容被改动"))
    elif not facts["is_intact"]:
        which = f"（{files}）" if files else ""
        found.append(("tampered", f"盖章后文件内容被改动{which}，印章失效"))
    if facts.get("is_moved"):
        found.append(("moved", "印章的位置或图样被改动"))
    elif facts["is_intact"] and facts.get("is_changed_after") and not pages:
        found.append(("altered", "盖章后文件被追加了不允许的改动"))
    if certificate and (fault := certificate.fault(at, bool(facts.get("is_stamped")))):
        found.append(fault)
    if facts.get("is_expired"):
        found.append(("expired", "用印时印章证书不在有效期内"))
    elif facts["is_intact"] and not facts.get("is_trusted"):
        found.append(("unknown", f"证书由不受信任的机构签发：{facts['issuer']}"))
    return found
