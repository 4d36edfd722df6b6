"""What a content really is, told by its bytes and never by its name."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from jinliang.base.errors import Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content; ``extensions[0]`` is the one a name is given."""

    key: str
    label: str
    media_type: str
    extensions: tuple[str, ...]
    is_picture: bool = False


def _office(name: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.{name}"


ALL = {
    kind.key: kind
    for kind in (
        Kind("pdf", "PDF 文档", "application/pdf", ("pdf",)),
        Kind("ofd", "OFD 版式文档", "application/ofd", ("ofd",)),
        Kind("docx", "Word 文档", _office("wordprocessingml.document"), ("docx",)),
        Kind("xlsx", "Excel 表格", _office("spreadsheetml.sheet"), ("xlsx",)),
        Kind("pptx", "演示文稿", _office("presentationml.presentation"), ("pptx",)),
        Kind("ole", "旧版办公文档", "application/x-ole-storage", ("doc", "xls", "ppt", "wps", "et", "dps")),
        Kind("txt", "文本文件", "text/plain", ("txt", "csv", "md")),
        Kind("jpeg", "JPEG 图片", "image/jpeg", ("jpg", "jpeg"), True),
        Kind("png", "PNG 图片", "image/png", ("png",), True),
        Kind("gif", "GIF 图片", "image/gif", ("gif",), True),
        Kind("bmp", "BMP 图片", "image/bmp", ("bmp",), True),
        Kind("webp", "WebP 图片", "image/webp", ("webp",), True),
        Kind("tiff", "TIFF 图片", "image/tiff", ("tif", "tiff"), True),
        Kind("mp3", "录音", "audio/mpeg", ("mp3",)),
        Kind("wav", "录音", "audio/wav", ("wav",)),
        Kind("mp4", "视频", "video/mp4", ("mp4", "m4a", "mov")),
        Kind("zip", "ZIP 压缩包", "application/zip", ("zip",)),
        Kind("rar", "RAR 压缩包", "application/vnd.rar", ("rar",)),
        Kind("7z", "7z 压缩包", "application/x-7z-compressed", ("7z",)),
        Kind("macro", "含宏的办公文档", "application/octet-stream", ("docm", "xlsm", "pptm")),
        Kind("exe", "Windows 可执行程序", "application/octet-stream", ("exe", "dll")),
        Kind("elf", "Linux 可执行程序", "application/octet-stream", ("so",)),
        Kind("script", "脚本程序", "text/plain", ("sh", "py", "js", "vbs", "bat", "ps1")),
        Kind("html", "网页", "text/html", ("html", "htm", "svg", "xml")),
        Kind("empty", "空文件", "application/octet-stream", ()),
        Kind("unknown", "无法识别的内容", "application/octet-stream", ()),
    )
}
PICTURES = frozenset({"jpeg", "png", "gif", "bmp", "webp", "tiff"})
OFFICE = frozenset({"pdf", "ofd", "docx", "xlsx", "pptx", "ole", "txt"})
DOCUMENTS = OFFICE | PICTURES
RECORDINGS = frozenset({"mp3", "wav", "mp4"})

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x7fELF", "elf"),
    (b"MZ", "exe"),
    (b"#!", "script"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
)
_HEAD = 4096
_MARKUP = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|html|svg|\?xml|script|body|head)", re.IGNORECASE)
_OLE_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_PARTS_LIMIT = 20_000


def sniff(path: Path) -> Kind:
    """The kind of the content at ``path``; never raises for odd bytes, ``unknown`` is a kind too."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return ALL["empty"]
    # PDF readers accept the mark anywhere in the first kilobyte; a program that hides there stays a program.
    key = next((key for magic, key in _MAGIC if head.startswith(magic)), "") or _by_structure(head)
    if key == "zip":
        key = _inside_zip(path)
    elif key == "ole" and _contains(path, _OLE_MACRO):
        key = "macro"
    return ALL[key]


def _by_structure(head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "unknown")
    if head[4:8] == b"ftyp":
        return "mp4"
    if _MARKUP.match(head):
        return "html"
    return "txt" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    if any(byte < 9 or 13 < byte < 32 for byte in head):
        return False
    # The head may cut a character in two: up to three bytes are forgiven.
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4 if len(head) == _HEAD else 1):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:_PARTS_LIMIT])
    except (zipfile.BadZipFile, OSError, ValueError):
        return "unknown"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macro"
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, key in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                return key
    return "zip"


def _contains(path: Path, mark: bytes) -> bool:
    kept = b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if mark in kept + block:
                return True
            kept = block[-len(mark) :]
    return False


def fitting_name(name: str, kind: Kind, allowed: frozenset[str]) -> str:
    """``name``, refused when it promises another kind than its bytes are, or one that is not wanted here.

    A picture under another picture's ending is common on telephones: its ending is set right.
    """
    stem, dot, ending = name.rpartition(".")
    promised = next((one for one in ALL.values() if ending.lower() in one.extensions), None) if dot else None
    if kind.key not in allowed:
        raise _refused(name, kind, promised, allowed)
    if ending.lower() in kind.extensions and dot:
        return name
    if promised is None:
        return f"{name}.{kind.extensions[0]}"
    if kind.is_picture and promised.is_picture:
        return f"{stem}.{kind.extensions[0]}"
    raise _refused(name, kind, promised, allowed)


def _refused(name: str, kind: Kind, promised: Kind | None, allowed: frozenset[str]) -> Refusal:
    wanted = "、".join(dict.fromkeys(ALL[key].label for key in ALL if key in allowed))
    what = f"文件“{name}”实际是{kind.label}"
    if promised and promised.key != kind.key:
        what += f"，不是{promised.label}"
    return Refusal(what, f"这里只接收：{wanted}", "请换成真实的文件后重新上传", field="file")
