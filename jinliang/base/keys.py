"""What a signing key can do, wherever it lives: in a file, in a token, behind a signing server."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key


class SigningKey(Protocol):
    """A private key that never leaves its provider."""

    @property
    def key_id(self) -> str:
        """Hex SHA-256 of the public key (DER)."""

    @property
    def public_bytes(self) -> bytes:
        """The public key, DER SubjectPublicKeyInfo."""

    def sign(self, data: bytes) -> bytes: ...


def key_id_of(public_bytes: bytes) -> str:
    """The name of a public key (DER SubjectPublicKeyInfo): hex SHA-256."""
    return hashlib.sha256(public_bytes).hexdigest()


def is_public_key(public_bytes: bytes) -> bool:
    """Is it an Ed25519 key as ``SigningKey.public_bytes`` gives it?"""
    return _public_key(public_bytes) is not None


def verify(public_bytes: bytes, data: bytes, signature: bytes) -> bool:
    """Is ``signature`` that of this Ed25519 key over ``data``?"""
    public = _public_key(public_bytes)
    if public is None:
        return False
    try:
        public.verify(signature, data)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _public_key(public_bytes: bytes) -> Ed25519PublicKey | None:
    try:
        public = load_der_public_key(public_bytes)
    except ValueError:
        return None
    return public if isinstance(public, Ed25519PublicKey) else None
