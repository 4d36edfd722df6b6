"""What a signing key can do, wherever it lives: in a file, in a token, behind a signing server."""

from __future__ import annotations

import hashlib
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


def verify(public_bytes: bytes, data: bytes, signature: bytes) -> bool:
    """Is ``signature`` that of this Ed25519 key over ``data``?"""
    try:
        public = load_der_public_key(public_bytes)
        if not isinstance(public, Ed25519PublicKey):
            return False
        public.verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
