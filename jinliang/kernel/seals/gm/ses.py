"""Electronic seal data and what is signed with it (GB/T 38540), as ASN.1; and a seal made by its maker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import core

from ..providers import Key
from . import sm2

VERSION = 4
MAKER = "Jinliang"
CERTIFICATES, DIGESTS = 1, 2
"""Whether a seal names its users by their certificates, or by digests of them."""
UNIT_SEAL, PERSONAL_SEAL = 1, 2


class Header(core.Sequence):
    _fields = [("id", core.IA5String), ("version", core.Integer), ("vid", core.IA5String)]


class Listed(core.SequenceOf):
    """Certificates, or digests of them."""

    _child_spec = core.Any


class Property(core.Sequence):
    _fields = [
        ("type", core.Integer), ("name", core.UTF8String), ("cert_list_type", core.Integer), ("certs", Listed),
        ("created", core.GeneralizedTime), ("since", core.GeneralizedTime), ("until", core.GeneralizedTime),
    ]  # fmt: skip


class Picture(core.Sequence):
    _fields = [
        ("type", core.IA5String), ("data", core.OctetString), ("width", core.Integer), ("height", core.Integer),
    ]  # fmt: skip


class SealInfo(core.Sequence):
    _fields = [
        ("header", Header), ("id", core.IA5String), ("property", Property), ("picture", Picture),
        ("more", core.Any, {"optional": True}),
    ]  # fmt: skip


class Seal(core.Sequence):
    _fields = [
        ("info", SealInfo), ("cert", core.OctetString), ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
    ]  # fmt: skip


class ToSign(core.Sequence):
    _fields = [
        ("version", core.Integer), ("seal", Seal), ("at", core.GeneralizedTime), ("data_hash", core.OctetBitString),
        ("property", core.IA5String), ("more", core.Any, {"optional": True}),
    ]  # fmt: skip


class Signature(core.Sequence):
    _fields = [
        ("to_sign", ToSign), ("cert", core.OctetString), ("algorithm", core.ObjectIdentifier),
        ("signature", core.OctetBitString),
        ("time_stamp", core.OctetBitString, {"explicit": 0, "optional": True}),
    ]  # fmt: skip


class Digest(core.Sequence):
    _fields = [("type", core.PrintableString), ("value", core.OctetString)]


@dataclass(frozen=True, slots=True)
class Made:
    """A seal as it is ordered: whose certificate may press it, how it looks, how long it holds."""

    identity: str
    name: str
    is_personal: bool
    certificate: bytes
    png: bytes
    width_mm: int
    height_mm: int
    since: datetime
    until: datetime


def make(ordered: Made, maker: bytes, key: Key) -> bytes:
    """电子印章数据, signed by its maker whose certificate is ``maker``."""
    listed = Listed([core.OctetString(ordered.certificate)])
    info = SealInfo({
        "header": {"id": "ES", "version": VERSION, "vid": MAKER},
        "id": ordered.identity,
        "property": {
            "type": PERSONAL_SEAL if ordered.is_personal else UNIT_SEAL, "name": ordered.name,
            "cert_list_type": CERTIFICATES, "certs": listed, "created": moment(ordered.since),
            "since": moment(ordered.since), "until": moment(ordered.until),
        },
        "picture": {
            "type": "PNG", "data": ordered.png, "width": ordered.width_mm, "height": ordered.height_mm,
        },
    })  # fmt: skip
    signature = key.sign(info.dump())
    return bytes(Seal({"info": info, "cert": maker, "algorithm": sm2.SM2_WITH_SM3, "signature": signature}).dump())


def moment(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def names(seal: Seal, certificate: bytes) -> bool:
    """May this certificate press the seal?"""
    held = seal["info"]["property"]
    listed = held["certs"]
    if int(held["cert_list_type"].native) == DIGESTS:
        return any(Digest.load(one.dump())["value"].native == sm2.sm3(certificate) for one in listed)
    return any(core.OctetString.load(one.dump()).native == certificate for one in listed)
