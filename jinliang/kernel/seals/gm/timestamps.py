"""Time stamps with SM2 and SM3 (GM/T 0033, in the form of RFC 3161): made by this node, and judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, tsp, x509

from ..encoding import is_misread
from ..timestamps import NodeTimeStamper
from . import certificates, sm2


class NodeSm2TimeStamper(NodeTimeStamper):
    """The time of this node over an SM2 signature."""

    DIGEST, SIGNED = sm2.SM3, sm2.SM2_WITH_SM3

    def hashed(self, data: bytes) -> bytes:
        return sm2.sm3(data)

    def stamp(self, signature: bytes) -> bytes:
        imprint = {"hash_algorithm": {"algorithm": self.DIGEST}, "hashed_message": sm2.sm3(signature)}
        asked = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint})
        token = self._token(self._info(asked).dump())
        while is_misread(token):
            token = self._token(self._info(asked).dump())
        return token


@dataclass(frozen=True, slots=True)
class Stamped:
    at: datetime
    is_trusted: bool


def judged(token: bytes, signature: bytes, roots: list[bytes]) -> Stamped | None:
    """When ``signature`` was there, by whom this token says so; None when it is no stamp of this signature."""
    signed = cms.ContentInfo.load(token)["content"]
    content = signed["encap_content_info"]["content"]
    info, (signer,) = content.parsed, signed["signer_infos"]
    if bytes(info["message_imprint"]["hashed_message"].native) != sm2.sm3(signature):
        return None
    attributes = {one["type"].native: one["values"][0].native for one in signer["signed_attrs"]}
    if attributes.get("message_digest") != sm2.sm3(content.contents):
        return None
    certificate = _signer(signed["certificates"], signer["sid"])
    public = certificate and certificates.public_of(certificate)
    # In the message the attributes carry a tag; what is signed is the set itself.
    if not certificate or not public or not sm2.verify(
        public, signer["signed_attrs"].untag().dump(), bytes(signer["signature"].native)
    ):  # fmt: skip
        return None
    at = info["gen_time"].native
    since, until = certificates.validity(certificate)
    is_for_time = "time_stamping" in (x509.Certificate.load(certificate).extended_key_usage_value or _NONE).native
    is_known = any(certificates.is_issued_by(certificate, root) for root in roots)
    return Stamped(at, is_for_time and is_known and since <= at <= until)


_NONE = x509.ExtKeyUsageSyntax([])


def _signer(listed: cms.CertificateSet, sid: cms.SignerIdentifier) -> bytes | None:
    wanted = sid.chosen["serial_number"].native if sid.name == "issuer_and_serial_number" else None
    for one in listed:
        if one.chosen.serial_number == wanted:
            return bytes(one.chosen.dump())
    return None
