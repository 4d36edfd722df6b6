"""Keys that live in files of the site's secrets folder, readable by the service's own user only."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from jinliang.base.errors import Refusal
from jinliang.base.keys import key_id_of


class FileKey:
    """An Ed25519 key in a PEM file of mode 0600; made when it is first needed."""

    def __init__(self, path: Path) -> None:
        private = load_pem_private_key(_secret(path, _new_signing_key), None)
        if not isinstance(private, Ed25519PrivateKey):
            raise Refusal(f"密钥文件 {path.name} 不是 Ed25519 私钥", way_out="请从备份恢复该文件")
        self._private = private

    @property
    def public_bytes(self) -> bytes:
        return self._private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_bytes)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)


class FileIdentity:
    """An age identity (X25519) in a file of mode 0600: what is encrypted to ``recipient`` only this node can read."""

    def __init__(self, path: Path) -> None:
        self._identity = pyrage.x25519.Identity.from_str(_secret(path, _new_identity).decode().strip())

    @property
    def recipient(self) -> str:
        return str(self._identity.to_public())

    def decrypt(self, data: bytes) -> bytes:
        """Raises Refusal for what is not for this node or was altered."""
        try:
            return bytes(pyrage.decrypt(data, [self._identity]))
        except pyrage.DecryptError as fault:
            raise Refusal(
                "内容无法解密", "不是发给本节点的，或在途中被改动", "请对方核对接收方公钥后重新导出"
            ) from fault


def encrypt(data: bytes, recipients: list[str]) -> bytes:
    """For the holders of ``recipients`` ("age1...") only."""
    return bytes(pyrage.encrypt(data, [recipient_of(text) for text in recipients]))


def recipient_of(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as fault:
        raise Refusal("加密公钥格式不正确", "应以 age1 开头", "请整行复制对方的加密公钥", field="recipient") from fault


def fingerprint(public_key: bytes, recipient: str) -> str:
    """Eight groups of five digits over both public keys, to be compared by telephone: 130 bits."""
    number = int.from_bytes(hashlib.sha256(public_key + recipient.encode()).digest()) % 10**40
    digits = f"{number:040d}"
    return " ".join(digits[at : at + 5] for at in range(0, 40, 5))


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _new_identity() -> bytes:
    return f"{pyrage.x25519.Identity.generate()}\n".encode()


def _secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's bytes; made, whole and for the owner only, if it is absent. Two processes at once get the same."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    if path.stat().st_mode & 0o077:
        raise Refusal(f"密钥文件 {path} 可被其他用户读取", "私钥只能由服务用户读取", f"请执行 chmod 600 {path}")
    return path.read_bytes()
