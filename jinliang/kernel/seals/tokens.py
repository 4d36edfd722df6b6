"""A key in a device that speaks PKCS#11: a USB key, a card, a cryptographic machine. Used by the signing child only.

The binding is installed where there is such a device (`requirements/pkcs11.txt`); everywhere else it is absent. Which
driver, which token and its PIN are said by the environment of the service, never kept in the database:
JINLIANG_PKCS11_MODULE (the driver's file), JINLIANG_PKCS11_PIN, and JINLIANG_PKCS11_TOKEN (its label, where the device
holds several).
"""

from __future__ import annotations

import hashlib
import os
from typing import Any

try:
    import pkcs11
    from pkcs11.util.ec import encode_ecdsa_signature
except ImportError:
    pkcs11 = None

MODULE, PIN, TOKEN = "JINLIANG_PKCS11_MODULE", "JINLIANG_PKCS11_PIN", "JINLIANG_PKCS11_TOKEN"


class Unready(Exception):
    """No device can be asked; the argument says why, in Chinese."""


def lacking() -> str:
    """What keeps this machine from using such a device; empty when nothing does."""
    if not os.environ.get(MODULE):
        return f"没有设置密码设备的驱动（{MODULE}）"
    if pkcs11 is None:
        return "没有安装 PKCS#11 接口（requirements/pkcs11.txt）"
    return ""


class Token:
    """RSA or ECDSA. Each signature opens a session of its own, so that a device that was pulled out is found again."""

    def __init__(self, label: str) -> None:
        if why := lacking():
            raise Unready(why)
        self._label = label

    def sign(self, data: bytes) -> bytes:
        try:
            with self._open() as session:
                key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self._label)
                return self._signed(key, data)
        except (pkcs11.NoSuchKey, pkcs11.MultipleObjectsReturned) as fault:
            raise Unready(f"密码设备中没有唯一的密钥“{self._label}”") from fault
        except (pkcs11.PinIncorrect, pkcs11.PinLocked) as fault:
            raise Unready("密码设备的 PIN 不正确或已锁定") from fault
        except (pkcs11.PKCS11Error, RuntimeError) as fault:
            raise Unready("密码设备没有应答") from fault

    def _open(self) -> Any:
        library = pkcs11.lib(os.environ[MODULE])
        wanted = {"token_label": os.environ[TOKEN]} if os.environ.get(TOKEN) else {}
        tokens = list(library.get_tokens(**wanted))
        if len(tokens) != 1:
            raise Unready("没有找到密码设备，或有多个而没有指明" if not wanted else "没有找到指明的密码设备")
        return tokens[0].open(user_pin=os.environ.get(PIN))

    def _signed(self, key: Any, data: bytes) -> bytes:
        if key.key_type == pkcs11.KeyType.EC:
            # The digest is made here: not every device has ECDSA with a digest of its own.
            raw = key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA)
            return bytes(encode_ecdsa_signature(raw))
        if key.key_type == pkcs11.KeyType.RSA:
            return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        raise Unready("密码设备中的密钥不是 RSA 或 ECDSA；国密密钥请通过签名服务器接入")
