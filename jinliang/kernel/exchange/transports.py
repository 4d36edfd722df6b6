"""Carrying bundles without a clerk: between the two sites of one machine, and over HTTPS between nodes."""

from __future__ import annotations

import base64
import http.client
import json
import shutil
import ssl
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal

from . import alarms, bundles, node, parts, receiving, rules, sealing
from .models import Alarm, OutgoingBundle, Route

TIMEOUT, CONNECT_TIMEOUT = 60, 10
MOST_COUNTED = 9999
ANSWER_LIMIT = 65536


def run() -> None:
    """Everything that goes by itself: called when something waits or arrives, and every few seconds for what did not
    go at once. One route's fault does not hold up another's, and where there is no room or nobody answers it is tried
    ever more seldom."""
    routes = Route.objects.filter(is_enabled=True).exclude(transport=Route.Transport.FOLDER)
    for route in routes.exclude(paused_until__gt=clock.now()).order_by("name"):
        is_local = route.transport == Route.Transport.LOOPBACK
        try:
            with alarms.disk_guard("传输", route=route.name):
                _STEPS[Route.Transport(route.transport), Route.Direction(route.direction)](route)
        except (Refusal, OSError) as fault:
            if not isinstance(fault, alarms.DiskFull):
                alarms.raise_alarm(Alarm.Kind.TRANSPORT, f"线路“{route.name}”：{fault}", route=route.name)
            if is_local:
                _rest(route, *rules.LOCAL_PAUSES)
        else:
            if is_local:
                _go_on(route)


def _rest(route: Route, first: timedelta, longest: timedelta) -> None:
    route.failures = min(route.failures + 1, MOST_COUNTED)
    route.paused_until = clock.now() + rules.pause(route.failures, first, longest)
    route.save(update_fields=["failures", "paused_until"])


def _go_on(route: Route) -> None:
    if route.failures:
        route.failures, route.paused_until = 0, None
        route.save(update_fields=["failures", "paused_until"])


def goes_by_itself(peers: Collection[str]) -> bool:
    """Whether what waits for one of ``peers`` need not wait for the clerk."""
    routes = Route.objects.filter(peer__in=peers, direction=Route.Direction.OUT, is_enabled=True)
    return routes.exclude(transport=Route.Transport.FOLDER).exists()


def is_arriving() -> bool:
    """Whether the other site of this machine has handed a bundle over, on a route that does not rest."""
    there = {header.parent.parent.name for header in node.ferries().glob(f"*/*/{sealing.HEADER}")}
    routes = Route.objects.filter(name__in=there, direction=Route.Direction.IN, is_enabled=True)
    waking = routes.filter(transport=Route.Transport.LOOPBACK).exclude(paused_until__gt=clock.now())
    return bool(there) and waking.exists()


def _hand_over(route: Route) -> None:
    """Loopback, out: into the folder that the other site of this machine looks into."""
    bundles.export(route.name, node.ferry(route.name), by=SYSTEM)


def _fetch(route: Route) -> None:
    """Loopback, in: what was handed over; taken bundles leave the folder, refused ones are set aside, and those for
    which there is no room now stay where they are."""
    folder = node.ferry(route.name)
    for header in sorted(folder.glob(f"*/{sealing.HEADER}")):
        try:
            receiving.receive(header.parent, by=SYSTEM)
        except alarms.DiskFull:
            raise
        except Refusal:
            aside = node.area("refused") / header.parent.name
            shutil.rmtree(aside, ignore_errors=True)
            shutil.move(header.parent, aside)
            continue
        shutil.rmtree(header.parent)
    receiving.advance(route.name, by=SYSTEM)


def _post_all(route: Route) -> None:
    while bundles.pack(route.name, by=SYSTEM) is not None:
        continue
    for bundle in bundles.undelivered(route.name):
        _post(bundle, route)
        bundles.delivered(bundle)


def _connected(link: http.client.HTTPSConnection, route: Route) -> None:
    """Connect, within a short time; a node that does not answer pauses its route for longer and longer."""
    try:
        link.connect()
    except ssl.SSLError:
        raise
    except OSError:
        _rest(route, *rules.REMOTE_PAUSES)
        raise
    link.sock.settimeout(TIMEOUT)
    _go_on(route)


def _post(bundle: OutgoingBundle, route: Route) -> None:
    """Header first; the other side says which parts it lacks, so that a broken line costs one part at most."""
    folder = bundles.ready(bundle)
    place = urlsplit(route.address)
    link = http.client.HTTPSConnection(
        place.hostname or "", place.port or 443, timeout=CONNECT_TIMEOUT, context=ssl.create_default_context()
    )
    try:
        _connected(link, route)
        opening = {name: _encoded(folder / name) for name in (sealing.HEADER, sealing.SIGNATURE)}
        known = _ask(link, place.path, json.dumps(opening).encode(), "application/json")
        for number in known["missing"]:
            body = (folder / parts.name(int(number))).read_bytes()
            _ask(link, f"{place.path}{bundle.header_hash}/{int(number)}/", body, "application/octet-stream")
    except ssl.SSLCertVerificationError as fault:
        why, way_out = f"对端的证书不可信：{fault.verify_message}", "请核对地址，并让本机信任签发该证书的机构"
        raise Refusal(f"第{bundle.seq}包没有送达", why, way_out) from fault
    except OSError as fault:
        raise Refusal(f"第{bundle.seq}包没有送达", f"连接未建立或中断（{fault}）", "稍后自动从断处续传") from fault
    except (http.client.HTTPException, KeyError, ValueError) as fault:
        raise Refusal(f"第{bundle.seq}包没有送达", type(fault).__name__, "稍后自动重试") from fault
    finally:
        link.close()


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _ask(link: http.client.HTTPSConnection, path: str, body: bytes, kind: str) -> dict[str, Any]:
    link.request("POST", path, body, {"Content-Type": kind})
    response = link.getresponse()
    text = response.read(ANSWER_LIMIT)
    answer: dict[str, Any] = json.loads(text)
    if response.status != http.client.OK:
        raise Refusal(
            "对端没有接收",
            str(answer.get("fault", response.status)),
            "请与对端核对；对方更换了密钥的，由安全管理员登记新的公钥",
        )
    return answer


def _wait_for_post(route: Route) -> None:
    """HTTPS, in: the other side calls."""
    receiving.advance(route.name, by=SYSTEM)


_STEPS = {
    (Route.Transport.LOOPBACK, Route.Direction.OUT): _hand_over,
    (Route.Transport.LOOPBACK, Route.Direction.IN): _fetch,
    (Route.Transport.HTTPS, Route.Direction.OUT): _post_all,
    (Route.Transport.HTTPS, Route.Direction.IN): _wait_for_post,
}
