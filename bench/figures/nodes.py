"""Documents of one page from one node to another: sent one by one as the button does it, bundled, carried in a folder,
checked, and delivered to a unit there. Each node is a process with its own database, keys and files."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.measure import ROUNDS, median, timed
from jinliang.base import installation
from jinliang.base.actor import SYSTEM, Actor
from jinliang.host.database import SECRETS
from jinliang.kernel.exchange import bundles, links, receiving
from jinliang.kernel.exchange.models import Route
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.org import foreign, identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.org import services as units
from jinliang.kernel.trust import services as trust
from jinliang.kernel.typesetting.official.document import Form, OfficialDocument, Unit
from jinliang.kernel.typesetting.official.press import compose
from jinliang.subsystems.document_exchange.flow import CLERK
from jinliang.subsystems.document_exchange.services import directory, sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel

BATCH = 10
DATABASE = "jinliang_bench_other"
AT = datetime(2026, 11, 22, tzinfo=UTC)
TITLE = "示例省人民政府关于做好某项工作的通知"
TEXT = "各单位要切实加强组织领导，明确第{}项任务的责任单位和办结时限，确保各项工作落到实处。"


def measure(quick: bool) -> dict[str, float]:
    number = 20 if quick else 100
    with other_node() as other:
        sender = settle("province")
        meet("prefecture", other("settle", key="prefecture"))
        other("meet", key="province", card=card())
        disk = Path(tempfile.mkdtemp(dir=installation.var()))
        other("publish", folder=str(disk))
        take(disk)
        rates, used = [], []
        for _ in range(2 if quick else ROUNDS):
            papers = [typeset(one) for one in range(number)]
            begun = time.process_time(), other("spent")
            rates.append(number / timed(lambda papers=papers: there(sender, papers, disk, other)))  # type: ignore[misc]
            used.append([time.process_time() - begun[0], other("spent") - begun[1]])
        assert other("delivered") == number * len(rates)
    sends, takes = (median(one[side] for one in used) / number * 1e3 for side in (0, 1))
    return {
        "exchange.nodes_docs_per_s": median(rates),
        "exchange.nodes_send_cpu_ms": sends,
        "exchange.nodes_take_cpu_ms": takes,
    }


def there(sender: Actor, papers: list[File], disk: Path, other: Other) -> None:
    """As in service, one node goes on sending while the other takes in what came before."""
    (receiver,) = foreign.units()
    for at in range(0, len(papers), BATCH):
        for paper in papers[at : at + BATCH]:
            parcel = Parcel(sender.unit_id or 0, TITLE, "通知", paper, recipients=[Addressed(receiver.pk)])
            sending.send(parcel, uuid=uuid4(), by=sender)
        folder = disk / str(at)
        bundles.export("province-prefecture", folder, by=SYSTEM)
        if at:
            other.answer()
        other.ask("take", folder=str(folder))
    other.answer()


def typeset(number: int) -> File:
    """No two are the same, as no two documents are."""
    body = [{"kind": "paragraph", "runs": [{"text": TEXT.format(f"{number}{uuid4().int % 10**6}")}]}] * 4
    document = OfficialDocument(
        form=Form.DOCUMENT, units=(Unit("示例省人民政府"),), title=TITLE, number="示政发〔2026〕18号",
        addressees="各市人民政府", body=body, dated_on=date(2026, 11, 22),
    )  # fmt: skip
    pdf = compose(document, at=AT).pdf
    return files.store(pdf, "通知.pdf", subject=f"bench.document/{uuid4()}", by=SYSTEM)


def settle(key: str) -> Actor:
    """One government with a clerk."""
    code, level, place = {"province": ("99000001", 1, "990000"), "prefecture": ("99010001", 2, "990100")}[key]
    units.load_divisions([units.DivisionRow(place, key, level)], by=SYSTEM)
    units.load_units([units.UnitRow(code, f"{key} government", "government", level, place)], by=SYSTEM)
    (user,) = units.load_people([units.PersonRow("clerk", "示例收发", code, "收发员")], by=SYSTEM)
    units.grant(org.posts_of(user.pk)[0].post_id, CLERK.key, by=SYSTEM)
    return identity.actor_for(user)


def card() -> dict[str, str]:
    return {"key": trust.node_key().public_bytes.hex(), "recipient": trust.recipient()}


def meet(key: str, card: dict[str, str]) -> None:
    """Believe the other side and open both routes to it."""
    own = "province" if key == "prefecture" else "prefecture"
    trust.add_peer(key, bytes.fromhex(card["key"]), card["recipient"], by=SYSTEM)
    for direction, name in (("out", f"{own}-{key}"), ("in", f"{key}-{own}")):
        Route.objects.create(
            name=name, peer=key, direction=direction, transport="folder", allowed=links.white_list()
        )  # fmt: skip


def publish(route: str, disk: Path) -> None:
    directory.publish_changes()
    bundles.export(route, disk, by=SYSTEM)


def take(disk: Path) -> None:
    assert {bundle.state for bundle in receiving.receive(disk, by=SYSTEM)} == {"applied"}
    shutil.rmtree(disk)


class Other:
    """``other_node.py`` in a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "bench.child", "inner", "other_node"], cwd=installation.ROOT,
            env=os.environ | environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, do: str, **given: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def __call__(self, do: str, **given: Any) -> Any:
        self.ask(do, **given)
        return self.answer()


@contextmanager
def other_node() -> Iterator[Other]:
    place = installation.var() / "other"
    place.mkdir()
    admin = make_conninfo(os.environ["BENCH_ADMIN_URL"], dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as inside:
        name = sql.Identifier(DATABASE)
        inside.execute(sql.SQL("CREATE DATABASE {} OWNER jinliang_owner TEMPLATE jinliang").format(name))
        inside.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO jinliang_app").format(name))
        own = os.environ["DATABASE_URL_INNER"].replace("/jinliang_bench?", f"/{DATABASE}?")
        keys = {f"JINLIANG_{name.upper()}": secrets.token_hex(32) for name in SECRETS}
        other = Other({"DATABASE_URL_INNER": own, "JINLIANG_VAR": str(place)} | keys)
        try:
            yield other
        finally:
            other.process.communicate(timeout=60)
            inside.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
