"""Certificates with SM2 keys (GM/T 0015): made here, and read. Pure: keys in, certificates out."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, core, x509

from .. import rules
from ..authority import YEARS
from ..encoding import is_misread
from . import sm2
from .sm2 import SoftSm2

_SLACK = timedelta(minutes=5)
_ATTEMPTS = 20
_SIGNED = algos.SignedDigestAlgorithm({"algorithm": sm2.SM2_WITH_SM3})


def root(common: str, organisation: str, key: SoftSm2, since: datetime) -> bytes:
    """The authority's own certificate, DER."""
    name = _name(common, organisation)
    until = since + timedelta(days=365 * YEARS)
    return _made(name, name, key.public, (since, until), key, ("basic_constraints", True, {"ca": True,
        "path_len_constraint": 0}), ("key_usage", True, {"key_cert_sign", "crl_sign"}))  # fmt: skip


def issue(
    common: str, organisation: str, public: bytes, since: datetime, until: datetime,
    *, authority: bytes, key: SoftSm2, for_time: bool = False,
) -> bytes:  # fmt: skip
    """A certificate of ``public`` for a seal, or ``for_time`` stamps, by the authority; DER."""
    more: list[tuple[str, bool, Any]] = [("basic_constraints", True, {"ca": False})]
    more.append(("key_usage", True, {"digital_signature", "non_repudiation"}))
    more.append(("authority_key_identifier", False, {"key_identifier": _identifier(key.public)}))
    if for_time:
        more.append(("extended_key_usage", True, ["time_stamping"]))
    issuer = x509.Certificate.load(authority).subject
    return _made(_name(common, organisation), issuer, public, (since, until), key, *more)


def _name(common: str, organisation: str) -> x509.Name:
    named = {"country_name": "CN", "organization_name": organisation[:64], "common_name": common[:64]}
    return x509.Name.build(named)


def _identifier(public: bytes) -> bytes:
    return sm2.sm3(b"\x04" + public)[:20]


def _made(subject: x509.Name, issuer: x509.Name, public: bytes, held: tuple[datetime, datetime], key: SoftSm2,
          *extensions: tuple[str, bool, Any]) -> bytes:  # fmt: skip
    """Signed anew while a length would be misread: serial numbers and signatures differ in length."""
    all_extensions = [*extensions, ("key_identifier", False, _identifier(public))]
    for _ in range(_ATTEMPTS):
        body = x509.TbsCertificate({
            "version": "v3", "serial_number": secrets.randbits(120 + 8 * secrets.randbelow(5)) + 1,
            "signature": _SIGNED, "issuer": issuer, "subject": subject,
            "validity": {"not_before": _time(held[0] - _SLACK), "not_after": _time(held[1])},
            "subject_public_key_info": sm2.public_info(public),
            "extensions": [_extension(*one) for one in all_extensions],
        })  # fmt: skip
        found = x509.Certificate({
            "tbs_certificate": body, "signature_algorithm": _SIGNED,
            "signature_value": core.OctetBitString(key.sign(body.dump())),
        }).dump()  # fmt: skip
        if not is_misread(found):
            break
    return bytes(found)


def _extension(name: str, is_critical: bool, value: Any) -> x509.Extension:
    spec = x509.Extension._oid_specs[name]
    return x509.Extension({"extn_id": name, "critical": is_critical, "extn_value": spec(value)})


def _time(at: datetime) -> x509.Time:
    at = at.astimezone(UTC).replace(microsecond=0)
    return x509.Time({"utc_time": at} if at.year < 2050 else {"general_time": at})


def public_of(certificate: bytes) -> bytes | None:
    """Its SM2 key; None when it has another. A ValueError when it is no certificate."""
    return sm2.public_of(x509.Certificate.load(certificate)["tbs_certificate"]["subject_public_key_info"])


def algorithm_of(certificate: bytes) -> str:
    return rules.STANDARD if public_of(certificate) is None else rules.SM2


def is_issued_by(certificate: bytes, authority: bytes) -> bool:
    """Did this authority sign it? Says nothing about dates."""
    public = public_of(authority)
    found, above = x509.Certificate.load(certificate), x509.Certificate.load(authority)
    if public is None or found["signature_algorithm"]["algorithm"].dotted != sm2.SM2_WITH_SM3:
        return False
    signed = bytes(found["tbs_certificate"].dump()), bytes(found["signature_value"].native)
    return bool(above.ca) and found.issuer == above.subject and sm2.verify(public, *signed)


def validity(certificate: bytes) -> tuple[datetime, datetime]:
    held = x509.Certificate.load(certificate)["tbs_certificate"]["validity"]
    return held["not_before"].native, held["not_after"].native
