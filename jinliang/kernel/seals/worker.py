"""The child that signs and checks: keys and strangers' files stay out of the pages' processes. Knows no Django."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509

from jinliang.base.workers import Refused, serve

from . import checking, cleaning, finding, providers, signing, timestamps
from .gm import acts


def sign(path: str, stamp: dict[str, Any], boxes: list[list[float]], key: dict[str, Any],
         times: dict[str, Any], perforated: bool, label: dict[str, Any] | None = None) -> bytes:  # fmt: skip
    at = datetime.fromisoformat(stamp["at"])
    try:
        clock = timestamps.NodeTimeStamper(
            _loaded(times["certificate"]), _loaded(times["authority"]), providers.key(times), at
        )
        pressed = signing.Stamp(
            field=stamp["field"], certificate=_bytes(stamp["certificate"]), chain=tuple(map(_bytes, stamp["chain"])),
            picture=_bytes(stamp["picture"]), name=stamp["name"], reason=stamp["reason"], at=at,
            label=_labelled(label),
        )  # fmt: skip
        places = [signing.Box(int(page), *rest) for page, *rest in boxes]
        return signing.seal(Path(path).read_bytes(), pressed, places, providers.key(key), clock, perforated=perforated)
    except providers.Away as fault:
        raise Refused({"away": str(fault)}) from fault
    except signing.Unfit as fault:
        raise Refused({"unfit": str(fault)}) from fault


def _labelled(label: dict[str, Any] | None) -> signing.Label | None:
    if label is None:
        return None
    page, *rest = label["box"]
    return signing.Label(signing.Box(int(page), *rest), _bytes(label["picture"]), label["words"])


def find(path: str, words: str) -> bytes:
    return json.dumps(finding.last(Path(path).read_bytes(), words)).encode()


def sheets(path: str) -> bytes:
    try:
        return json.dumps(finding.sheets(Path(path).read_bytes())).encode()
    except finding.Unreadable as fault:
        raise Refused({"unreadable": str(fault)}) from fault


def check(path: str, roots: list[str], now: str) -> bytes:
    try:
        found = checking.check(Path(path).read_bytes(), list(map(_bytes, roots)), datetime.fromisoformat(now))
    except checking.Unreadable as fault:
        raise Refused({"unreadable": str(fault)}) from fault
    return json.dumps(found).encode()


def clean(path: str) -> bytes:
    try:
        return cleaning.clean(Path(path).read_bytes())
    except cleaning.BadPicture as fault:
        raise Refused({"picture": str(fault)}) from fault


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _loaded(text: str) -> x509.Certificate:
    return x509.Certificate.load(_bytes(text))


ACTS: dict[str, Callable[..., bytes]] = {
    "sign": sign, "check": check, "clean": clean, "find": find, "sheets": sheets,
    "sign_ofd": acts.sign, "check_ofd": acts.check,
}  # fmt: skip


def handle(act: str, **asked: Any) -> bytes:
    return ACTS[act](**asked)


if __name__ == "__main__":
    # What was done to a file is told to who asked; the library would write a traceback about each besides.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    serve(handle)
