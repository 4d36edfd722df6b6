"""The seal on an OFD (GB/T 33190, 18): what it covers, where it lies, who signed it. Used by the signing child.

The list of the seals is left out of what each of them covers, so that further units can seal the same document.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from jinliang.base.clock import CHINA
from jinliang.kernel.typesetting.ofd import package
from jinliang.kernel.typesetting.ofd.package import Files
from jinliang.kernel.typesetting.ofd.writing import DOCUMENT, document_xml, element, numbers, said

from ..providers import Away, Key
from . import certificates, ses, sm2
from .timestamps import NodeSm2TimeStamper

SIGNS = f"{DOCUMENT}/Signs"
LIST = f"{SIGNS}/Signatures.xml"
NARROWEST_MM = 4.0


class Unfit(Exception):
    """This OFD cannot be sealed in this way; the argument says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is pressed: the seal as its maker made it, the certificate it names, when."""

    seal: bytes
    certificate: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Millimetres from the upper left corner of page ``page``, counted from 1; ``clip`` is the part that is shown."""

    page: int
    box: tuple[float, float, float, float]
    clip: tuple[float, float, float, float] | None = None


def seal(files: Files, stamp: Stamp, places: list[Place], key: Key, times: NodeSm2TimeStamper) -> Files:
    """The same files, with one seal more."""
    earlier = _listed(files)
    name = f"{SIGNS}/Sign_{len(earlier)}"
    found = dict(files)
    if not earlier:
        found["OFD.xml"] = _announced(files["OFD.xml"])
    ids = _identifiers(len(earlier), len(places))
    found[LIST] = _list([*earlier, (ids[0], f"/{name}/Signature.xml")], ids[-1])
    found[f"{name}/Seal.esl"] = stamp.seal
    digests = covered(found, without={LIST})
    page_ids = [page.get("ID", "") for page in pages(files)]
    annotations = "".join(_annotation(place, page_ids, key_) for place, key_ in zip(places, ids[1:], strict=True))
    body = _signature(name, stamp, digests, annotations)
    found[f"{name}/Signature.xml"] = body
    found[f"{name}/SignedValue.dat"] = _signed(stamp, body, f"/{name}/Signature.xml", digests, key, times)
    return found


def covered(files: Files, *, without: set[str]) -> dict[str, bytes]:
    return {name: sm2.sm3(body) for name, body in files.items() if name not in without}


def range_of(digests: dict[str, bytes]) -> str:
    """签章保护范围 in one number, which the seal carries itself: so that a seal that was moved can be told from a text
    that was changed."""
    listed = "".join(f"{name} {digest.hex()}\n" for name, digest in sorted(digests.items()))
    return f"sm3:{sm2.sm3(listed.encode()).hex()}"


def pages(files: Files) -> list[Element]:
    """The entries of its pages, in their order."""
    root = package.parsed(files["OFD.xml"]).find(f".//{package.tag('DocRoot')}")
    document = files.get(package.resolved(root.text or "", "OFD.xml"), b"") if root is not None else b""
    listed = package.parsed(document).find(package.tag("Pages"))
    return [] if listed is None else listed.findall(package.tag("Page"))


def across(place: Place, widths: list[float], heights: list[float]) -> list[Place]:
    """骑缝章: one cut of the impression at the right edge of each page, in the middle of its height."""
    count, (_, _, width, height) = len(widths), place.box
    if count < 2:
        raise Unfit("只有一页的文件不能加盖骑缝章")
    if width / count < NARROWEST_MM:
        raise Unfit(f"文件有{count}页，一枚骑缝章分得太窄，无法辨认，请分册用印")
    cut = width / count
    return [
        Place(at + 1, (page - cut * (at + 1), high / 2 - height / 2, width, height), (cut * at, 0, cut, height))
        for at, (page, high) in enumerate(zip(widths, heights, strict=True))
    ]


def _listed(files: Files) -> list[tuple[str, str]]:
    """(number, location) of the seals that are there."""
    if LIST not in files:
        return []
    rows = package.parsed(files[LIST]).findall(package.tag("Signature"))
    return [(row.get("ID", ""), row.get("BaseLoc", "")) for row in rows]


def _identifiers(earlier: int, places: int) -> list[str]:
    """Of the seal and of its annotations: a hundred for each seal, so that none comes twice."""
    return [f"s{100 * earlier + number + 1:05d}" for number in range(places + 1)]


def _announced(entry: bytes) -> bytes:
    closing = b"</ofd:DocBody>"
    if entry.count(closing) != 1:
        raise Unfit("OFD 的入口文件无法识别")
    return entry.replace(closing, said("Signatures", f"/{LIST}").encode() + closing)


def _list(rows: list[tuple[str, str]], highest: str) -> bytes:
    listed = "".join(element("Signature", ID=key, Type="Seal", BaseLoc=location) for key, location in rows)
    return document_xml("Signatures", said("MaxSignId", highest) + listed)


def _annotation(place: Place, page_ids: list[str], key: str) -> str:
    if not 1 <= place.page <= len(page_ids):
        raise Unfit(f"文件共{len(page_ids)}页，没有第{place.page}页")
    clip = {"Clip": numbers(*place.clip)} if place.clip else {}
    return element("StampAnnot", ID=key, PageRef=page_ids[place.page - 1], Boundary=numbers(*place.box), **clip)


def _signature(name: str, stamp: Stamp, digests: dict[str, bytes], annotations: str) -> bytes:
    references = "".join(
        element("Reference", said("CheckValue", base64.b64encode(digest).decode()), FileRef=f"/{file}")
        for file, digest in digests.items()
    )
    at = stamp.at.astimezone(CHINA)
    info = (
        element("Provider", ProviderName=ses.MAKER, Version="1.0", Company=ses.MAKER)
        + said("SignatureMethod", sm2.SM2_WITH_SM3)
        + said("SignatureDateTime", f"{at:%Y-%m-%d %H:%M:%S}")
        + element("References", references, CheckMethod=sm2.SM3)
        + annotations
        + element("Seal", said("BaseLoc", f"/{name}/Seal.esl"))
    )
    value = said("SignedValue", f"/{name}/SignedValue.dat")
    return document_xml("Signature", element("SignedInfo", info) + value)


def _signed(
    stamp: Stamp, body: bytes, location: str, digests: dict[str, bytes], key: Key, times: NodeSm2TimeStamper
) -> bytes:
    to_sign = ses.ToSign({
        "version": ses.VERSION, "seal": ses.Seal.load(stamp.seal), "at": ses.moment(stamp.at),
        "data_hash": sm2.sm3(body), "property": f"{location};{range_of(digests)}",
    })  # fmt: skip
    data = to_sign.dump()
    signature = key.sign(data)
    public = certificates.public_of(stamp.certificate)
    # A device that holds another key than the certificate's would seal what nobody can verify.
    if public is None or not sm2.verify(public, data, signature):
        raise Away("密钥设备的签名与国密印章证书不符")
    return bytes(ses.Signature({
        "to_sign": to_sign, "cert": stamp.certificate, "algorithm": sm2.SM2_WITH_SM3, "signature": signature,
        "time_stamp": times.stamp(signature),
    }).dump())  # fmt: skip
