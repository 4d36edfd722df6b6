"""The outside of a bundle: ``<route>-<seq>/`` with header.json, header.sig and encrypted parts.

header.json::

    {"format": 2, "route": str, "seq": int, "previous": hex or "", "at": ISO 8601, "label": str, "key": hex,
     "recipient": "age1...", "wrapped": hex, "messages": int, "parts": [{"sha256": hex, "size": int}, ...]}

``previous`` is the SHA-256 of the previous bundle's header.json, which chains a route. A bundle that was sealed anew,
because a key changed on either side, has ``first`` besides: the hash of its first header, which stays its place in the
chain. ``wrapped`` is the key of the
parts, of this bundle only, encrypted by age to the recipient. header.sig is the signature (hex) over the exact bytes
of header.json.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinliang.base.keys import SigningKey
from jinliang.kernel.trust import keys

from . import parts, rules, straight
from .bagging import Damaged, Unpacker
from .parts import Part, Source

HEADER, SIGNATURE = "header.json", "header.sig"
Decrypt = Callable[[bytes], bytes]

_KEYS = frozenset(
    {"format", "route", "seq", "previous", "at", "label", "key", "recipient", "wrapped", "messages", "parts"}
)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that has been read; ``raw`` is what was signed."""

    raw: bytes
    route: str
    seq: int
    previous: str
    key: str
    recipient: str
    label: str
    wrapped: bytes
    parts: list[Part]
    first: str = ""

    @property
    def identity(self) -> str:
        """What the chain knows it by."""
        return self.first or self.hash

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def size(self) -> int:
        return sum(size for _, size in self.parts)


def read_header(raw: bytes) -> Header:
    """Raises Damaged for anything that is not a header of this format."""
    try:
        fields = json.loads(raw)
        if len(raw) > rules.HEADER_LIMIT or set(fields) - {"first"} != _KEYS or fields["format"] != rules.FORMAT:
            raise ValueError
        listed = [(str(part["sha256"]), int(part["size"])) for part in fields["parts"]]
        seq = int(fields["seq"])
        if not listed or seq < 1 or not rules.NAME.fullmatch(fields["route"]):
            raise ValueError
        if any(not 0 < size <= rules.PART_SIZE or len(sha256) != 64 for sha256, size in listed):
            raise ValueError
        wrapped = bytes.fromhex(fields["wrapped"])
        texts = {name: str(fields[name]) for name in ("route", "previous", "key", "recipient", "label")}
        texts["first"] = str(fields.get("first", ""))
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Damaged("包头无法识别", "不是本系统的摆渡包，或版本不同", "请核对来源后重新导出") from fault
    return Header(raw=raw, seq=seq, wrapped=wrapped, parts=listed, **texts)


def seal(folder: Path, stream: Iterable[bytes], fields: dict[str, Any], recipient: str, key: SigningKey) -> Header:
    """Write the whole bundle into ``folder`` (new): encrypted parts, header, signature; synced to the disk.

    ``fields`` are the header's route, seq, previous, at, label and messages, and ``first`` of one sealed anew.
    """
    folder.mkdir(parents=True)
    secret = parts.new_key()
    wrapped = keys.encrypt(secret, [recipient])
    body = {
        **fields,
        "format": rules.FORMAT,
        "key": key.key_id,
        "recipient": recipient,
        "wrapped": wrapped.hex(),
        "parts": [{"sha256": sha256, "size": size} for sha256, size in parts.write(folder, stream, secret)],
    }
    raw = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    write(folder / SIGNATURE, key.sign(raw).hex().encode())
    write(folder / HEADER, raw)
    return read_header(raw)


def unseal(folder: Path, header: Header, into: Path, decrypt: Decrypt) -> dict[str, str]:
    """Decrypt the parts in ``folder`` and unpack the bag into ``into``; answers its bag-info. Raises Refusal.

    ``decrypt`` opens the wrapped key with this node's key. The parts' hashes were checked when they came in; whoever
    changes one since without the key is found out by its tags.
    """
    secret = decrypt(header.wrapped)
    if len(secret) * 8 != parts.KEY_BITS:
        raise Damaged("包的密钥无法识别", way_out="请由发送方重新导出")
    unpacker = Unpacker(into, limit=rules.BUNDLE_BYTES + header.size)
    try:
        with parts.behind(unpacker.write) as hand:
            for block in parts.read(folder, header.parts, secret):
                hand(block)
    finally:
        unpacker.close()
    return unpacker.finish()


def write(path: Path, body: bytes) -> None:
    """Whole or not at all, and on the disk when it returns."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def copy_part(source: Source, path: Path, sha256: str, size: int) -> bool:
    """Copy one part and tell whether it is the one that was signed; a wrong one is kept as ``<name>.bad``."""
    fresh = path.with_name(f".{path.name}.new")
    with closing(straight.Writer(fresh)) as out:
        found = parts.copy(source, out, limit=size + 1)
    is_true = found == (sha256, size)
    fresh.replace(path if is_true else path.with_name(f"{path.name}.bad"))
    return is_true


def is_true(path: Path, sha256: str, size: int) -> bool:
    """Whether the part at ``path`` is there and is the one that was signed."""
    if not path.is_file() or path.stat().st_size != size:
        return False
    digest = hashlib.sha256()
    with closing(straight.Reader(path)) as file:
        for block in iter(file.read, b""):
            digest.update(block)
    return digest.hexdigest() == sha256
