"""What people try with a sealed OFD: each takes the files of the package and answers them changed."""

from __future__ import annotations

import base64
import hashlib
import re

from jinliang.kernel.seals.gm import sm2

PAGE = "Doc_0/Pages/Page_0/Content.xml"
SIGN = "Doc_0/Signs/Sign_0/Signature.xml"
LIST = "Doc_0/Signs/Signatures.xml"


def rewritten(files):
    """Another word on a page."""
    return files | {PAGE: files[PAGE].replace("示例".encode(), "伪造".encode(), 1)}


def rewritten_with_its_digest(files):
    """The same, and the seal's list of digests made to fit."""
    changed = rewritten(files)
    old, new = (base64.b64encode(sm2.sm3(one[PAGE])) for one in (files, changed))
    return changed | {SIGN: files[SIGN].replace(old, new)}


def moved(files):
    """The impression at another place."""
    return files | {SIGN: re.sub(rb'Boundary="[^"]*"', b'Boundary="1 1 42 42"', files[SIGN])}


def font_changed(files):
    """Other glyphs for the same characters."""
    name = next(name for name in files if "/Res/Font_" in name)
    return files | {name: files[name][:-1] + bytes([files[name][-1] ^ 1])}


def page_removed(files):
    return {name: body for name, body in files.items() if name != PAGE}


def file_added(files):
    return files | {"Doc_0/Annots/Page_0/Annotation.xml": b"<a/>"}


def signature_changed(files):
    name = "Doc_0/Signs/Sign_0/SignedValue.dat"
    body = bytearray(files[name])
    at = body.rindex(b"\x03\x42", 0, len(body) - 1500) if b"\x03\x42" in body[:-1500] else 60
    body[at + 12] ^= 1
    return files | {name: bytes(body)}


def other_algorithm(files):
    """The signature is said to be of another algorithm than it is."""
    name = "Doc_0/Signs/Sign_0/SignedValue.dat"
    oid = bytes.fromhex("06082a811ccf55018375")
    at = files[name].rindex(oid, 0, files[name].rindex(bytes.fromhex("2a864886f70d010702")))
    return files | {name: files[name][: at + 9] + b"\x74" + files[name][at + 10 :]}


def signature_lost(files):
    return {name: body for name, body in files.items() if not name.endswith("SignedValue.dat")}


def led_outside(files):
    """The list of seals names a file outside of the package."""
    return files | {LIST: files[LIST].replace(b"/Doc_0/Signs/Sign_0/Signature.xml", b"../../../../etc/passwd")}


def digest(content):
    return hashlib.sha256(content).hexdigest()
