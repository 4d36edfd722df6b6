"""The tree whose root a seal signs: SM3, leaves and nodes hashed apart so that neither can pass for the other."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = bytes(32)

# Copying a begun digest is three times as fast as looking SM3 up anew for each node.
_LEAF = hashlib.new("sm3", b"\x00")
_NODE = hashlib.new("sm3", b"\x01")


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over 32-byte leaves in their order; an odd node at the end of a level goes up as it is."""
    level = [_digest(_LEAF, leaf) for leaf in leaves]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [_digest(_NODE, left + right) for left, right in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0] if level else EMPTY


def split(joined: bytes) -> list[bytes]:
    """Leaves that were fetched as one string."""
    return [joined[at : at + 32] for at in range(0, len(joined), 32)]


def begin() -> hashlib._Hash:
    return hashlib.new("sm3")


def sm3(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _digest(begun: hashlib._Hash, data: bytes) -> bytes:
    digest = begun.copy()
    digest.update(data)
    return digest.digest()
