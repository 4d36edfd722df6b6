"""Three installations, province, prefecture and county, each with its own database, keys and folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from jinliang.base import installation
from tests import tables
from tests.addresses import LABEL, SECRET, url
from tests.tls import Authority

VAR = installation.ROOT / "var" / "test" / "nodes"
CLERK = "document_exchange.clerk"
ADMINS = [["system_admin", "陈七星"], ["security_admin", "褚八方"], ["audit_admin", "卫九州"]]
DUTIES = {"clerk": [CLERK], "other": [CLERK], "ferry": ["exchange.ferry"], "approver": ["exchange.approver"]}
UNITS = {
    "province": [["99000001", "示例省人民政府", "government", 1, "990000"]],
    "prefecture": [
        ["99010001", "甲市人民政府", "government", 2, "990100"],
        ["99010002", "甲市林草局", "department", 2, "990100", "99010001"],
    ],
    "county": [
        ["99012101", "甲县人民政府", "government", 3, "990121"],
        ["99012103", "甲县林草局", "department", 3, "990121", "99012101"],
    ],
}


@dataclass
class Installation:
    """One node. ``name`` is what the others call it."""

    key: str
    name: str
    orders: TextIO
    answers: TextIO
    port: int = 0

    def __call__(self, do: str, **given: Any) -> Any:
        self.orders.write(json.dumps({"do": do, **given}) + "\n")
        self.orders.flush()
        answer = json.loads(self.answers.readline())
        assert "fault" not in answer, answer["fault"]
        return answer["answer"]

    def see(self, who: str, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self("page", who=who, path=path)
        assert found["status"] == 200, found["text"]
        return found

    def fill(self, who: str, path: str, pdf: str = "", **data: Any) -> dict[str, Any]:
        found: dict[str, Any] = self("page", who=who, path=path, data=data, pdf=pdf)
        assert found["status"] == 200, found["text"]
        return found

    def link(self, who: str, path: str, wanted: str) -> str:
        """The first address on a page that is ``wanted``, a regular expression."""
        return next(one for one in self.see(who, path)["links"] if re.fullmatch(wanted, one))


@contextmanager
def open_nodes() -> Iterator[dict[str, Installation]]:
    shutil.rmtree(VAR, ignore_errors=True)
    VAR.mkdir(parents=True)
    authority = Authority()
    (VAR / "ca.pem").write_bytes(authority.pem())
    certificate = authority.issue("127.0.0.1", VAR)
    names = {"province": "示例省", "prefecture": "甲市", "county": "甲县"}
    [of] = tables.ready("inner")
    with tables.admin() as admin:
        for key in names:
            tables.copy(admin, _database(key), of=of)
    nodes, process = _start(names, certificate)
    try:
        for node in nodes.values():
            node.port = int(node.answers.readline())
            _settle(node)
        yield nodes
    finally:
        for node in nodes.values():
            node.orders.close()
            node.answers.close()
        code = process.wait(timeout=20)
        with tables.admin() as admin:
            for key in names:
                tables.drop(admin, _database(key))
    assert code == 0


def _settle(node: Installation) -> None:
    units = UNITS[node.key]
    people = [[login, name, units[0][0], name] for login, name in ADMINS]
    people += [["clerk", f"{node.name}收发", units[0][0], "收发员"], ["ferry", "何渡舟", units[0][0], "摆渡员"]]
    people += [["approver", "孟把关", units[0][0], "线路审批"]]
    if len(units) > 1:
        people.append(["other", "郑四维", units[1][0], "收发员"])
    node("settle", units=units, people=people, duties=DUTIES)


def _database(key: str) -> str:
    return f"jinliang_nodes_{LABEL}_{key}"


def _start(names: dict[str, str], certificate: Path) -> tuple[dict[str, Installation], subprocess.Popen[bytes]]:
    nodes, places = {}, []
    for key, name in names.items():
        (VAR / key).mkdir()
        (orders, given), (said, answers) = os.pipe(), os.pipe()
        nodes[key] = Installation(key, name, os.fdopen(given, "w"), os.fdopen(said))
        places.append({"folder": str(VAR / key), "database": _database(key), "orders": orders, "answers": answers})
    own = {
        "JINLIANG_VAR": str(VAR), "JINLIANG_SECRET_KEY": SECRET, "JINLIANG_DATA_KEY": SECRET,
        "SSL_CERT_FILE": str(VAR / "ca.pem"), "DATABASE_URL_INNER": url("jinliang_app", _database("county")),
    }  # fmt: skip
    ends = [end for place in places for end in (place["orders"], place["answers"])]
    order = [sys.executable, "-W", "ignore", "-m", "tests.journeys.node", str(certificate), json.dumps(places)]
    process = subprocess.Popen(order, cwd=installation.ROOT, env=os.environ | own, pass_fds=ends)
    for end in ends:
        os.close(end)
    return nodes, process


def meet(one: Installation, other: Installation) -> None:
    introduce(one, to=other)
    introduce(other, to=one)


def introduce(there: Installation, to: Installation) -> None:
    """Its keys are entered by one person; a second hears the digits by telephone."""
    here, card = to, there("card")
    digits = card.pop("digits")
    here.fill("security_admin", "/security/peers/propose/", name=there.name, reason="交换公文", **card)
    here.fill("system_admin", here.link("system_admin", "/security/peers/", r"/security/peers/\d+/"), digits=digits)


def join(one: Installation, other: Installation, transport: str) -> None:
    """Both sides propose the two routes; a second person approves."""
    for here, there in ((one, other), (other, one)):
        address = f"https://127.0.0.1:{there.port}/exchange/receive/" if transport == "https" else ""
        given = {"peer": there.name, "own_code": here.key, "peer_code": there.key, "transport": transport}
        page = here.fill("ferry", "/ferry/join/", address=address, reason="交换公文", **given)
        assert "已提出" in page["text"]
        for _ in range(2):
            change = here.link("approver", "/ferry/changes/", r"/ferry/changes/\d+/")
            here.fill("approver", change, decision="approve")
