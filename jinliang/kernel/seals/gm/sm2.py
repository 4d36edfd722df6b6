"""SM2 signatures over SM3 (GB/T 32918, GB/T 35276): numbers in, numbers out. Knows no Django.

A public key is 64 bytes (x, then y), a private one 32; a signature is DER, as GB/T 35276 writes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import gmssl_pyx
from asn1crypto import algos, core, keys
from cryptography.hazmat.primitives import hashes

CURVE = "1.2.156.10197.1.301"
SM3 = "1.2.156.10197.1.401"
SM2_WITH_SM3 = "1.2.156.10197.1.501"
USER_ID = b"1234567812345678"
"""Of the signer, where nothing else was agreed (GB/T 35276-2017, 10)."""
_RAW = 64


@dataclass(frozen=True, slots=True)
class SoftSm2:
    """A key in memory; it has no legal effect."""

    private: bytes
    public: bytes

    def sign(self, data: bytes) -> bytes:
        return bytes(gmssl_pyx.sm2_sign(self.private, self.public, data, USER_ID))


def generate() -> SoftSm2:
    public, private = gmssl_pyx.sm2_key_generate()
    return SoftSm2(private, public)


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Is ``signature`` that of this key over ``data``? A key off the curve and a broken signature are never right."""
    try:
        return bool(gmssl_pyx.sm2_verify(public, data, signature, USER_ID))
    except gmssl_pyx.GmsslInnerError:
        return False


def sm3(data: bytes) -> bytes:
    """Not of hashlib: whether that one has SM3 depends on how the machine's OpenSSL was built."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def public_info(public: bytes) -> keys.PublicKeyInfo:
    """As certificates write it."""
    curve = keys.ECDomainParameters(name="named", value=keys.NamedCurve(CURVE))
    algorithm = keys.PublicKeyAlgorithm({"algorithm": "ec", "parameters": curve})
    return keys.PublicKeyInfo({"algorithm": algorithm, "public_key": keys.ECPointBitString(b"\x04" + public)})


def public_of(info: keys.PublicKeyInfo) -> bytes | None:
    """The key of a certificate; None when it is none of SM2."""
    if info["algorithm"]["algorithm"].native != "ec":
        return None
    curve = info["algorithm"]["parameters"]
    if curve.name != "named" or curve.chosen.dotted != CURVE:
        return None
    point = bytes(info["public_key"].native)
    return point[1:] if len(point) == 1 + _RAW and point[0] == 4 else None


def as_der(signature: bytes) -> bytes:
    """Devices answer with the two numbers side by side, or in DER."""
    if len(signature) != _RAW:
        return signature
    r, s = (int.from_bytes(part) for part in (signature[:32], signature[32:]))
    return bytes(algos.DSASignature({"r": core.Integer(r), "s": core.Integer(s)}).dump())
