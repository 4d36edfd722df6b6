"""What a signing key can do, wherever it lives: in a file, in a token, behind a signing server."""

from __future__ import annotations

from typing import Protocol


class SigningKey(Protocol):
    """A private key that never leaves its provider."""

    @property
    def key_id(self) -> str:
        """Hex SHA-256 of the public key (DER)."""

    @property
    def public_bytes(self) -> bytes:
        """The public key, DER SubjectPublicKeyInfo."""

    def sign(self, data: bytes) -> bytes: ...
