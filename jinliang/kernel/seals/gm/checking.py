"""What the seals on an OFD say, told apart. Used by the checking child, for anybody's file. Knows no Django.

The facts have the names that those of a PDF's seals have, so that one page tells both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from asn1crypto import x509

from jinliang.kernel.typesetting.ofd import package
from jinliang.kernel.typesetting.ofd.package import Files, Unreadable, parsed, resolved, tag

from . import certificates, ses, sm2, timestamps
from .sealing import pages, range_of

MOST_SEALS = 30
_RANGE = re.compile(r";(sm3:[0-9a-f]{64})$")
_PAGE = re.compile(r"Pages/Page_(\d+)/")
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, binascii.Error)


@dataclass(frozen=True, slots=True)
class _Signed:
    """One seal in the package: where its files are and what they hold."""

    location: str
    body: bytes
    value: bytes
    references: dict[str, bytes]
    annotations: list[Element]


def check(content: bytes, roots: list[bytes], now: datetime) -> list[dict[str, Any]]:
    """The facts of each seal, the oldest first; an empty list when nothing is sealed."""
    files = package.unpack(content)
    if "OFD.xml" not in files:
        raise Unreadable("不是可以查验的 OFD 文件，或文件已损坏")
    try:
        listed = _listed(files)
        numbers = {page.get("ID", ""): at for at, page in enumerate(pages(files), start=1)}
    except _BROKEN as fault:
        raise Unreadable("OFD 文件的结构无法识别") from fault
    if len(listed) > MOST_SEALS:
        raise Unreadable(f"文件中的签章超过 {MOST_SEALS} 个，不予查验")
    seals = frozenset(_folder(location) for _, location in listed) - {""}
    free = frozenset(name for name in files if _folder(name) in seals) | {name for name, _ in listed}
    found = []
    for at, (_, location) in enumerate(listed):
        facts = _facts(files, location, free, numbers, roots, now)
        found.append(facts | {"is_followed": at + 1 < len(listed), "is_last": at + 1 == len(listed)})
    return found


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _listed(files: Files) -> list[tuple[str, str]]:
    """(the list's file, the seal's file) of each seal of each document in the package."""
    found = []
    for place in parsed(files["OFD.xml"]).iter(tag("Signatures")):
        name = resolved((place.text or "").strip(), "OFD.xml")
        for row in parsed(files[name]).findall(tag("Signature")):
            found.append((name, resolved(row.get("BaseLoc", ""), name)))
    return found


def _facts(
    files: Files, location: str, free: frozenset[str], numbers: dict[str, int], roots: list[bytes], now: datetime
) -> dict[str, Any]:
    facts: dict[str, Any] = {"field": location, "fingerprint": "", "subject": "", "issuer": "", "is_intact": False}
    try:
        one = _read(files, location)
        signature = ses.Signature.load(one.value, strict=True)
        algorithms = {signature["algorithm"].dotted, signature["to_sign"]["seal"]["algorithm"].dotted}
        if int(signature["to_sign"]["version"].native) != ses.VERSION or algorithms != {sm2.SM2_WITH_SM3}:
            return facts | {"unread": "签章不是 GB/T 38540 的格式，本系统不能判断其真伪"}
        facts |= _signer(bytes(signature["cert"].native))
        facts |= _place(one.annotations, numbers)
        return facts | _content(files, one, signature, free) | _judged(signature, roots, now)
    except (*_BROKEN, Unreadable):
        return facts | {"unread": "签章数据缺失或无法识别，不能证明文件真实"}


def _read(files: Files, location: str) -> _Signed:
    body = files[location]
    whole = parsed(body)
    info = whole.find(tag("SignedInfo"))
    value = resolved((whole.findtext(tag("SignedValue")) or "").strip(), location)
    references: dict[str, bytes] = {}
    if info is None or (listed := info.find(tag("References"))) is None:
        raise ValueError
    if listed.get("CheckMethod") not in (sm2.SM3, "SM3", "sm3"):
        raise ValueError
    for row in listed.findall(tag("Reference")):
        digest = base64.b64decode((row.findtext(tag("CheckValue")) or "").strip(), validate=True)
        references[resolved(row.get("FileRef", ""), location)] = digest
    return _Signed(location, body, files[value], references, info.findall(tag("StampAnnot")))


def _signer(certificate: bytes) -> dict[str, Any]:
    found = x509.Certificate.load(certificate)
    return {
        "fingerprint": hashlib.sha256(certificate).hexdigest(),
        "subject": found.subject.native.get("common_name", ""), "issuer": found.issuer.native.get("common_name", ""),
    }  # fmt: skip


def _place(annotations: list[Element], numbers: dict[str, int]) -> dict[str, Any]:
    if not annotations:
        return {"page": 0, "box": []}
    first = annotations[0]
    box = [round(float(value), 1) for value in first.get("Boundary", "").split()]
    return {"page": numbers.get(first.get("PageRef", ""), 0), "box": box}


def _content(files: Files, one: _Signed, signature: ses.Signature, free: frozenset[str]) -> dict[str, Any]:
    """Whether the files are what was sealed. Where the seal's own file was changed, what it lists is believed only as
    far as the seal itself vouches for it."""
    signed = signature["to_sign"]
    is_whole = bytes(signed["data_hash"].native) == sm2.sm3(one.body)
    vouched = _RANGE.search(signed["property"].native)
    is_listed = is_whole or bool(vouched and vouched[1] == range_of(one.references))
    changed = sorted(name for name, digest in one.references.items() if sm2.sm3(files.get(name, b"")) != digest)
    # Of the seals themselves, and of the list of them, each covers what was there before it.
    added = set(files) - set(one.references) - free
    numbers = sorted({int(found[1]) + 1 for name in changed if (found := _PAGE.search(name))})
    return {
        "is_intact": is_listed and not changed, "is_moved": is_listed and not is_whole,
        "changed_pages": numbers if is_listed else [],
        "changed_files": [name for name in changed if not _PAGE.search(name)][:5] if is_listed else [],
        "is_changed_after": bool(added),
    }  # fmt: skip


def _judged(signature: ses.Signature, roots: list[bytes], now: datetime) -> dict[str, Any]:
    signed, certificate = signature["to_sign"], bytes(signature["cert"].native)
    public, value = certificates.public_of(certificate), bytes(signature["signature"].native)
    if public is None or not sm2.verify(public, signed.dump(), value):
        return {"is_intact": False, "problem": "signature"}
    stamp = _stamp(signature, value, roots)
    at = stamp.at if stamp else signed["at"].native
    moment = at if stamp else now
    since, until = certificates.validity(certificate)
    held = signed["seal"]["info"]["property"]
    is_held = held["since"].native <= moment <= held["until"].native
    return {
        "is_trusted": _is_trusted(signed["seal"], certificate, roots),
        "is_expired": not (since <= moment <= until and is_held),
        "is_stamped": stamp is not None, "at": at.isoformat(),
    }  # fmt: skip


def _stamp(signature: ses.Signature, value: bytes, roots: list[bytes]) -> timestamps.Stamped | None:
    """Only a stamp of an authority that is believed counts; any other is none."""
    token = signature["time_stamp"].native
    try:
        found = timestamps.judged(bytes(token), value, roots) if token else None
    except _BROKEN:
        return None
    return found if found and found.is_trusted else None


def _is_trusted(seal: ses.Seal, certificate: bytes, roots: list[bytes]) -> bool:
    """The signer's certificate and the maker of the seal are both of a believed authority, and the seal names it."""
    maker = bytes(seal["cert"].native)
    public = certificates.public_of(maker)
    is_made = public is not None and sm2.verify(public, seal["info"].dump(), bytes(seal["signature"].native))
    is_known = any(certificates.is_issued_by(certificate, root) for root in roots)
    is_maker_known = any(maker == root or certificates.is_issued_by(maker, root) for root in roots)
    return is_made and is_known and is_maker_known and ses.names(seal, certificate)
