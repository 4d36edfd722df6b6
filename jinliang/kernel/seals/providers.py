"""Where the key of a seal lives. Used by the signing child only: a web process never holds one. Knows no Django.

Legal effect wants a certified device (《电子签名法》第十三条, and the policy of its authority): the soft key
is for the trial and for seals that only circulate inside.
"""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from jinliang.base import cipher
from jinliang.base.keys import key_id_of

from . import rules, tokens
from .gm.sm2 import SoftSm2, as_der, generate, public_info

SERVER_TIMEOUT = 10.0
_LONGEST_ANSWER = 64_000
_SM2 = "sm2:"


class Away(Exception):
    """The provider did not sign; nothing has been made. The argument says why, in Chinese."""


class Key(Protocol):
    def sign(self, data: bytes) -> bytes:
        """The signature over ``data`` with SHA-256, or with SM3 when it is an SM2 key. Raises Away."""


class SoftKey:
    """ECDSA P-256, read from a file of mode 0600 in the site's secrets folder, encrypted with the site's data key."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self.private = private

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


class Server:
    """The customer's signing server: POST {"key", "digest", "data"} in base64, answered by {"signature"}. ``digest`` is
    sha256, or sm3 for a key of SM2 (with the user's id that GB/T 35276 gives). One call, no retry: the person is told,
    and may press again."""

    def __init__(self, address: str, label: str, token: str = "", *, is_sm2: bool = False) -> None:
        self._address, self._label, self._token, self._is_sm2 = address, label, token, is_sm2

    def sign(self, data: bytes) -> bytes:
        signature = self._answered(data)
        return as_der(signature) if self._is_sm2 else signature

    def _answered(self, data: bytes) -> bytes:
        digest = "sm3" if self._is_sm2 else "sha256"
        body = json.dumps({"key": self._label, "digest": digest, "data": base64.b64encode(data).decode()}).encode()
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        asked = urllib.request.Request(self._address, body, headers)  # noqa: S310 - the scheme is checked when it is set
        try:
            with urllib.request.urlopen(asked, timeout=SERVER_TIMEOUT) as answer:  # noqa: S310
                found = json.loads(answer.read(_LONGEST_ANSWER))
            return base64.b64decode(found["signature"], validate=True)
        except (OSError, urllib.error.URLError) as fault:
            raise Away("签名服务器没有应答") from fault
        except (ValueError, KeyError, TypeError) as fault:
            raise Away("签名服务器的应答无法识别") from fault


Maker = Callable[[dict[str, Any]], Key]


@lru_cache(maxsize=512)
def _soft(folder: str, site: str, key_id: str) -> SoftKey | SoftSm2:
    """Held: reading and decrypting the file costs more than the signature."""
    path = Path(folder) / f"{key_id}.key"
    if not path.exists():
        raise Away("印章密钥文件不在本机")
    text = cipher.unseal(path.read_bytes(), site)
    if text.startswith(_SM2):
        private, public = (bytes.fromhex(part) for part in text.removeprefix(_SM2).split(":"))
        return SoftSm2(private, public)
    private_key = load_pem_private_key(text.encode(), None)
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise Away("印章密钥文件损坏")
    return SoftKey(private_key)


class Device:
    """A key in a cryptographic device; what is wrong with it is told like a server that is away."""

    def __init__(self, label: str) -> None:
        self._label = label

    def sign(self, data: bytes) -> bytes:
        try:
            return tokens.Token(self._label).sign(data)
        except tokens.Unready as fault:
            raise Away(str(fault)) from fault


PROVIDERS: dict[str, Maker] = {
    "pkcs11": lambda where: Device(where["label"]),
    "soft": lambda where: _soft(where["folder"], where["site"], where["label"]),
    "server": lambda where: Server(
        where["address"], where["label"], where.get("token", ""), is_sm2=where.get("algorithm") == rules.SM2
    ),
}


def key(where: dict[str, Any]) -> Key:
    """The key that ``where`` describes: {"provider", "label", ...}."""
    maker = PROVIDERS.get(where["provider"])
    if maker is None:
        raise Away("本机没有安装这种密钥设备的驱动")
    return maker(where)


def make_soft_key(folder: Path, site: str) -> tuple[str, ec.EllipticCurvePrivateKey]:
    """A new key on disk: its id, and the key, for the certificate that is made for it now."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return _written(folder, site, public, text), private


def make_soft_sm2_key(folder: Path, site: str) -> tuple[str, SoftSm2]:
    made = generate()
    text = f"{_SM2}{made.private.hex()}:{made.public.hex()}"
    return _written(folder, site, public_info(made.public).dump(), text), made


def _written(folder: Path, site: str, public: bytes, text: str) -> str:
    path = folder / f"{key_id_of(public)}.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(cipher.seal(text, site))
        file.flush()
        os.fsync(file.fileno())
    return path.stem
