"""What the outer site is told, so that it can check: authorities, certificates, what became of them, public uses.

Only the inner site tells. Each message carries the whole of what it is about, so that the last one counts.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.trace.services import append
from jinliang.kernel.trust.services import SECURITY_ADMIN

from .models import Authority, Certificate, Seal, Use

OUTER = "outer"


def tell_authority(authority: Authority, *, by: Actor) -> None:
    _send(
        "seals.authority",
        {
            "fingerprint": authority.fingerprint, "name": authority.name,
            "certificate": base64.b64encode(authority.certificate).decode(), "reason": authority.reason,
        }
        | _moments(revoked_at=authority.revoked_at),
        by,
    )  # fmt: skip


def tell_certificates(seal: Seal, *, by: Actor) -> None:
    """Those that were ever used: what an old one sealed is checked too."""
    for certificate in seal.certificates.order_by("pk"):
        _tell(certificate, seal, by)


def _tell(certificate: Certificate, seal: Seal, by: Actor) -> None:
    _send(
        "seals.certificate",
        {
            "fingerprint": certificate.fingerprint, "seal_name": seal.name, "unit_name": seal.unit.name,
            "is_sample": seal.is_sample, "reason": certificate.reason or seal.state_reason,
        }
        | _moments(revoked_at=certificate.revoked_at, suspended_at=seal.suspended_at),
        by,
    )  # fmt: skip


def tell_use(use: Use, *, by: Actor) -> None:
    assert use.certificate
    _send(
        "seals.use",
        {
            "code": use.code, "fingerprint": use.certificate.fingerprint, "seal_name": use.seal.name,
            "unit_name": use.seal.unit.name, "title": use.title, "at": use.at.isoformat(), "sha256": use.after,
        },
        by,
    )  # fmt: skip


@transaction.atomic
def tell_all(*, by: Actor) -> int:
    """Everything anew, for an outer site that was not there, or lost it; answers how many seals."""
    by.require(SECURITY_ADMIN, "安全管理")
    for authority in Authority.objects.order_by("pk"):
        tell_authority(authority, by=by)
    seals = list(Seal.objects.filter(certificates__isnull=False).distinct().select_related("unit").order_by("pk"))
    for seal in seals:
        tell_certificates(seal, by=by)
    append("seals.authority", "seals.authority.tell_all", by=by, facts={"seals": len(seals)})
    return len(seals)


def _send(kind: str, payload: dict[str, Any], by: Actor) -> None:
    if settings.JINLIANG_SITE == "inner":
        exchange.send(kind, payload, to=OUTER, by=by)


def _moments(**given: datetime | None) -> dict[str, str]:
    return {name: at.isoformat() for name, at in given.items() if at}
