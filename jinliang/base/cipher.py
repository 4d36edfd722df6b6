"""Personal data at rest: SM4-GCM for the text, keyed HMAC-SM3 beside it for equality (GB/T 39786)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from . import installation
from .errors import Refusal

_NONCE, _TAG = 12, 16


@cache
def _keys(site: str) -> tuple[bytes, bytes]:
    """One 256-bit secret of the site, split into a 128-bit SM4 key and a 128-bit key for equality."""
    root = bytes.fromhex(installation.secret(site, "data_key"))
    return tuple(hmac.digest(root, purpose, "sha256")[:16] for purpose in (b"sm4", b"equality"))  # type: ignore[return-value]


def seal(text: str, site: str) -> bytes:
    """nonce + ciphertext + tag; empty text stays empty."""
    if not text:
        return b""
    nonce = secrets.token_bytes(_NONCE)
    box = Cipher(algorithms.SM4(_keys(site)[0]), modes.GCM(nonce)).encryptor()
    return nonce + box.update(text.encode()) + box.finalize() + box.tag


def unseal(sealed: bytes | memoryview, site: str) -> str:
    if not sealed:
        return ""
    sealed = bytes(sealed)
    nonce, body, tag = sealed[:_NONCE], sealed[_NONCE:-_TAG], sealed[-_TAG:]
    box = Cipher(algorithms.SM4(_keys(site)[0]), modes.GCM(nonce, tag)).decryptor()
    try:
        return (box.update(body) + box.finalize()).decode()
    except InvalidTag as fault:
        raise Refusal("个人信息无法解密", "密钥与数据不匹配", "请联系系统管理员运行 jinliang doctor") from fault


def equality(text: str, site: str) -> bytes:
    """Equal texts give equal digests; without the key nothing can be tried out. 32 bytes."""
    return hmac.new(_keys(site)[1], text.encode(), lambda: hashlib.new("sm3")).digest()
