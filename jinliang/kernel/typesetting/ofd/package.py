"""The ZIP that an OFD is: packed so that the same files give the same bytes, unpacked as from a stranger."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree

NAMESPACE = "http://www.ofdspec.org/2016"
MOST_FILES = 3000
"""Pages, fonts and pictures of the longest documents are some hundreds."""
MOST_BYTES = 200_000_000
_LONGEST_NAME = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

Files = dict[str, bytes]


class Unreadable(Exception):
    """No OFD that can be read; the argument says why, in Chinese."""


def pack(files: Files) -> bytes:
    """In the order given; dated 1980, since the moment is said inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def unpack(content: bytes) -> Files:
    """Its files by name, in the memory of this process only: nothing is written to where a name leads."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            _look(entries)
            return _read(archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as fault:
        raise Unreadable("不是可以查验的 OFD 文件，或文件已损坏") from fault


def _look(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_FILES:
        raise Unreadable(f"OFD 文件中的条目超过 {MOST_FILES} 个，不予处理")
    if sum(one.file_size for one in entries) > MOST_BYTES:
        raise Unreadable("OFD 文件解开后大得不正常，可能是恶意构造的压缩包")
    names = [one.filename for one in entries]
    if len({name.casefold() for name in names}) < len(names):
        raise Unreadable("OFD 文件中有重名的条目，不能判断以哪个为准")
    if not all(map(_is_plain, names)):
        raise Unreadable("OFD 文件中有越出文件包的路径，不予处理")
    if any(one.flag_bits & 1 or one.compress_type not in _METHODS for one in entries):
        raise Unreadable("OFD 文件经过加密或特殊压缩，无法查验")


def _is_plain(name: str) -> bool:
    parts = name.split("/")
    is_short = len(name) <= _LONGEST_NAME
    return is_short and not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Files:
    """Counted while it is unpacked: what the directory says of a size need not be true."""
    found: Files = {}
    left = MOST_BYTES
    for one in entries:
        with archive.open(one) as file:
            found[one.filename] = file.read(left + 1)
        left -= len(found[one.filename])
        if left < 0:
            raise Unreadable("OFD 文件解开后大得不正常，可能是恶意构造的压缩包")
    return found


def parsed(body: bytes) -> ElementTree.Element:
    """XML without a document type: none of its entities is ever followed."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unreadable("OFD 文件中的 XML 带有文档类型声明，不予处理")
    try:
        body.decode("utf-8-sig")
        return ElementTree.fromstring(body)  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, UnicodeDecodeError, ValueError, LookupError) as fault:
        raise Unreadable("OFD 文件中的 XML 无法识别") from fault


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def resolved(location: str, base: str) -> str:
    """A location in a file of the package, named from its root: one that begins with a slash is, others are relative to
    the folder of ``base``. One that leads out of the package is no name of a file."""
    parts = [] if location.startswith("/") else base.split("/")[:-1]
    for part in location.split("/"):
        if part == "..":
            parts = parts[:-1] if parts else ["", ""]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
