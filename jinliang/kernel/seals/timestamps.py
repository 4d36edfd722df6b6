"""A time-stamp authority of this node (RFC 3161), for signatures made here. Knows no Django."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

from .encoding import is_misread
from .providers import Key

POLICY = "2.25.140397613520471296314917263117420145601"
"""An identifier under the joint UUID arc: nobody need be asked for it. It says nothing but "time of this node"."""


class NodeTimeStamper(TimeStamper):
    """Signs the time it is given: that of the house's one clock, passed in by who asks for the seal."""

    DIGEST, SIGNED = "sha256", "sha256_ecdsa"

    def hashed(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    def __init__(self, certificate: x509.Certificate, authority: x509.Certificate, key: Key, at: datetime) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._certificate, self._authority, self._key = certificate, authority, key
        self._at = at.astimezone(UTC).replace(microsecond=0)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        token = self._token(self._info(req).dump())
        while is_misread(token):
            token = self._token(self._info(req).dump())
        answer = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
        return tsp.TimeStampResp(answer)

    def _info(self, req: tsp.TimeStampReq) -> tsp.TSTInfo:
        facts = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": req["message_imprint"],
            # Of changing length, so that another attempt has other lengths.
            "serial_number": secrets.randbits(64 + 8 * secrets.randbelow(8)),
            "gen_time": core.GeneralizedTime(self._at),
            "tsa": x509.GeneralName(name="directory_name", value=self._certificate.subject),
        }
        if req["nonce"].native is not None:
            facts["nonce"] = req["nonce"]
        return tsp.TSTInfo(facts)

    def _token(self, info: bytes) -> bytes:
        digest = algos.DigestAlgorithm({"algorithm": self.DIGEST})
        signed = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(self._at)})),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
                simple_cms_attribute("message_digest", self.hashed(info)),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": {
                            "issuer": self._certificate.issuer,
                            "serial_number": self._certificate.serial_number,
                        }
                    }
                ),
                "digest_algorithm": digest,
                "signature_algorithm": {"algorithm": self.SIGNED},
                "signed_attrs": signed,
                "signature": self._key.sign(signed.dump()),
            }
        )
        content = cms.EncapsulatedContentInfo({"content_type": "tst_info", "content": cms.ParsableOctetString(info)})
        body = {
            "version": "v3",
            "digest_algorithms": cms.DigestAlgorithms((digest,)),
            "encap_content_info": content,
            "certificates": [self._certificate, self._authority],
            "signer_infos": [signer],
        }
        return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(body)}).dump())
