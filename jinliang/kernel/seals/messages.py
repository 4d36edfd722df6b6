"""What crosses from the inner to the outer site about seals; only the outer one applies it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from django.conf import settings

from jinliang.base import cipher, clock
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange.registry import Apply, IncomingFile, MessageType, Origin
from jinliang.kernel.trace.services import append

from .certificates import fingerprint
from .gm.certificates import algorithm_of
from .models import Authority, CertificateCopy, UseCopy

Payload = dict[str, Any]
INNER = "inner"


def _text(most: int, least: int = 0) -> Payload:
    return {"type": "string", "minLength": least, "maxLength": most}


_PRINT: Payload = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MOMENT: Payload = {"type": "string", "format": "date-time"}


def _record(required: Payload, optional: Payload | None = None) -> Payload:
    properties = required | (optional or {})
    return {"type": "object", "properties": properties, "required": sorted(required), "additionalProperties": False}


AUTHORITY = _record(
    {"fingerprint": _PRINT, "name": _text(100, 1), "certificate": _text(30_000, 1), "reason": _text(200)},
    {"revoked_at": _MOMENT},
)
CERTIFICATE = _record(
    {
        "fingerprint": _PRINT, "seal_name": _text(100, 1), "unit_name": _text(100, 1), "is_sample": {"type": "boolean"},
        "reason": _text(200),
    },
    {"revoked_at": _MOMENT, "suspended_at": _MOMENT},
)  # fmt: skip
USE = _record(
    {
        "code": _text(12, 8), "fingerprint": _PRINT, "seal_name": _text(100, 1), "unit_name": _text(100, 1),
        "title": _text(200, 1), "at": _MOMENT, "sha256": _PRINT,
    }
)  # fmt: skip


def apply_authority(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    """Believed from now on, or no longer; the certificate must be the one that its fingerprint names."""
    _from_inner(origin)
    body = base64.b64decode(payload["certificate"])
    try:
        x509.load_der_x509_certificate(body)
    except ValueError as fault:
        raise Refusal("签发机构的证书无法识别") from fault
    if fingerprint(body) != payload["fingerprint"]:
        raise Refusal("签发机构的证书与指纹不符")
    found, _ = Authority.objects.get_or_create(
        fingerprint=payload["fingerprint"],
        defaults={"name": payload["name"], "certificate": body, "added_at": clock.now()},
    )
    found.revoked_at, found.reason = _moment(payload, "revoked_at"), payload["reason"]
    found.algorithm = algorithm_of(body)
    found.save(update_fields=["revoked_at", "reason", "algorithm"])
    facts = {"name": found.name, "fingerprint": found.fingerprint, "revoked": found.revoked_at is not None}
    append("seals.authority", "seals.authority.told", by=origin.by, facts=facts)


def apply_certificate(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    _from_inner(origin)
    given = {name: payload[name] for name in ("seal_name", "unit_name", "is_sample", "reason")}
    given |= {name: _moment(payload, name) for name in ("revoked_at", "suspended_at")}
    CertificateCopy.objects.update_or_create(fingerprint=payload["fingerprint"], defaults=given)


def apply_use(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    _from_inner(origin)
    given = {name: payload[name] for name in ("fingerprint", "seal_name", "unit_name", "title", "sha256")}
    digest = cipher.equality(payload["code"], settings.JINLIANG_SITE)
    UseCopy.objects.get_or_create(code_digest=digest, defaults=given | {"at": _moment(payload, "at")})


def _from_inner(origin: Origin) -> None:
    """Whom this site believes is decided inside, by no other node."""
    if origin.peer != INNER:
        raise Refusal("只接受内网发来的印章信息")


def _moment(payload: Payload, name: str) -> datetime | None:
    return datetime.fromisoformat(payload[name]) if name in payload else None


_is_outer = settings.JINLIANG_SITE == "outer"


def _type(key: str, schema: Payload, apply: Apply, label: str) -> None:
    MessageType(key, 1, schema, apply=apply if _is_outer else None, label=label)


_type("seals.authority", AUTHORITY, apply_authority, "印章签发机构")
_type("seals.certificate", CERTIFICATE, apply_certificate, "印章证书")
_type("seals.use", USE, apply_use, "用印公开记录")
