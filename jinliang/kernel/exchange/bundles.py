"""Packing what waits into the next bundle of a route, and keeping copies until they are acknowledged."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Max, Q

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.base.keys import SigningKey
from jinliang.kernel.files import disk
from jinliang.kernel.trace import services as trace
from jinliang.kernel.trust import queries as trusted
from jinliang.kernel.trust import services as trust

from . import alarms, bagging, leaving, node, parts, registry, rules, sealing, straight
from .models import Alarm, OutgoingBundle, OutgoingMessage, Route

State = OutgoingBundle.State


def export(route_name: str, folder: Path, *, by: Actor) -> list[OutgoingBundle]:
    """Pack all that waits on ``route_name`` and copy every bundle that was not yet delivered into ``folder``.

    A bundle appears in ``folder`` as ``<route>-<seq>/``; parts that are there already and true are not copied again.
    Raises Refusal (full disk, route closed); then nothing is numbered and nothing half appears.
    """
    while pack(route_name, by=by) is not None:
        continue
    waiting = undelivered(route_name)
    for bundle in waiting:
        copy_to(bundle, folder)
        delivered(bundle)
    return waiting


def pack(route_name: str, *, by: Actor) -> OutgoingBundle | None:
    """The next bundle of what waits, or None. One at a time for a route; its number is used only if it commits."""
    with alarms.disk_guard("封包", route=route_name):
        return _pack(route_name, by)


@transaction.atomic
def _pack(route_name: str, by: Actor) -> OutgoingBundle | None:
    route = outgoing(route_name, lock=True)
    messages = _waiting(route)
    if not messages:
        return None
    seq, secret = route.last_seq + 1, secrets.token_bytes(16)
    folder = place(route.name, seq)
    # A folder without its row is what a crash left; its number was never used.
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(fresh := folder.with_name(f".{folder.name}.new"), ignore_errors=True)
    try:
        header = sealing.seal(
            fresh, _bag(route, seq, messages, secret), _fields(route, seq, len(messages)), *_keys(route)
        )
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return _record(route, header, messages, secret, by)


def _record(
    route: Route, header: sealing.Header, messages: list[OutgoingMessage], secret: bytes, by: Actor
) -> OutgoingBundle:
    needs_receipt = any(message.type != rules.RECEIPT for message in messages)
    bundle = OutgoingBundle.objects.create(
        route=route,
        seq=header.seq,
        header_hash=header.hash,
        message_count=len(messages),
        size=header.size,
        receipt_secret=secret,
        state=State.PACKED if needs_receipt else State.UNANSWERED,
        packed_at=clock.now(),
    )
    OutgoingMessage.objects.filter(pk__in=[message.pk for message in messages]).update(bundle=bundle)
    route.last_seq, route.last_hash, route.last_at = header.seq, header.hash, bundle.packed_at
    route.save(update_fields=["last_seq", "last_hash", "last_at"])
    facts = {"seq": header.seq, "header": header.hash, "messages": len(messages)}
    trace.append(f"exchange.route/{route.name}", "exchange.bundle.pack", by=by, facts=facts)
    return bundle


def outgoing(name: str, *, lock: bool = False) -> Route:
    """The open route ``name`` for sending; raises Missing, and Refusal when it is closed."""
    rows = Route.objects.select_for_update() if lock else Route.objects
    route = rows.filter(name=name, direction=Route.Direction.OUT).first()
    if route is None:
        raise Missing("没有这条发出线路")
    if not route.is_enabled:
        raise Refusal(f"线路“{name}”已停用", "线路由两人批准后方可启用", "请在“线路变更”中提出启用")
    return route


def _waiting(route: Route) -> list[OutgoingMessage]:
    """The oldest messages that may pass and fit into one bundle; those outside the white list stay behind, alarmed."""
    rows = OutgoingMessage.objects.filter(peer=route.peer, bundle=None).order_by("id")
    taken: list[OutgoingMessage] = []
    size, kept_back = 0, set()
    for message in rows.iterator(chunk_size=500):
        if not _may_pass(message, route):
            kept_back.add(message.type)
            continue
        size += sum(file["size"] for file in message.files)
        if taken and (size > rules.BUNDLE_BYTES or len(taken) == rules.BUNDLE_MESSAGES):
            break
        taken.append(message)
    if kept_back:
        names = "、".join(sorted(map(registry.label_of, kept_back)))
        alarms.raise_alarm(Alarm.Kind.HELD, f"不在线路白名单内，留在本站未发：{names}", route=route.name)
    return taken


def _may_pass(message: OutgoingMessage, route: Route) -> bool:
    return message.type == rules.RECEIPT or (
        message.type in route.allowed and set(message.payload) <= set(route.allowed[message.type])
    )


def _fields(route: Route, seq: int, count: int) -> dict[str, object]:
    return {
        "route": route.name,
        "seq": seq,
        "previous": route.last_hash,
        "at": clock.now().isoformat(),
        "label": f"{route.name} 第{seq}包",
        "messages": count,
    }


def _keys(route: Route) -> tuple[str, SigningKey]:
    peer = trusted.peers().filter(name=route.peer).first()
    if peer is None:
        raise Refusal(f"对端节点“{route.peer}”没有有效的公钥", way_out="请安全管理员登记对端公钥后再导出")
    return peer.recipient, trust.node_key()


def _bag(route: Route, seq: int, messages: list[OutgoingMessage], secret: bytes) -> Iterator[bytes]:
    lines = [_line(message) for message in messages]
    files = [
        bagging.Content(file["sha256"], file["size"], disk.place(file["sha256"]))
        for message in messages
        for file in message.files
    ]
    info = {
        "Bagging-Date": clock.today().isoformat(),
        "External-Identifier": rules.bundle_name(route.name, seq),
        "Receipt-Secret": secret.hex(),
    }
    return bagging.pack(lines, files, info)


def _line(message: OutgoingMessage) -> bytes:
    """One message as it crosses."""
    body = {
        "uuid": str(message.pk),
        "type": message.type,
        "version": message.version,
        "sent_at": message.sent_at.isoformat(),
        "sender": message.sender.get("name", ""),
        "payload": message.payload,
        "files": [{"name": file["name"], "sha256": file["sha256"], "size": file["size"]} for file in message.files],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def place(route: str, seq: int) -> Path:
    """Where this node keeps its own copy of a bundle that it sent."""
    return node.area("sent") / rules.bundle_name(route, seq)


def undelivered(route_name: str) -> list[OutgoingBundle]:
    _release_stale(route_name)
    rows = OutgoingBundle.objects.filter(route__name=route_name, route__direction="out", delivered_at=None)
    return list(rows.select_related("route").order_by("seq"))


def copy_to(bundle: OutgoingBundle, folder: Path) -> Path:
    """Copy the kept bundle into ``folder``; the header comes last, so that a half copy is no bundle.

    Raises Refusal on a full disk, Missing when the kept copy is gone.
    """
    source = ready(bundle)
    if not (source / sealing.HEADER).exists():
        raise Missing("这个包的留存副本已清理，不能再次导出")
    target = folder / source.name
    header = sealing.read_header((source / sealing.HEADER).read_bytes())
    with alarms.disk_guard("导出", route=bundle.route.name, seq=bundle.seq):
        target.mkdir(parents=True, exist_ok=True)
        for number, (sha256, size) in enumerate(header.parts, start=1):
            name = parts.name(number)
            if not sealing.is_true(target / name, sha256, size):
                with closing(straight.Reader(source / name)) as part:
                    sealing.copy_part(part, target / name, sha256, size)
        for name in (sealing.SIGNATURE, sealing.HEADER):
            sealing.write(target / name, (source / name).read_bytes())
    return target


def _release_stale(route_name: str) -> None:
    """What went out before a key changed on either side and is not known to have arrived goes out once more."""
    route = Route.objects.filter(name=route_name, direction=Route.Direction.OUT).first()
    peer = trusted.peers().filter(name=route.peer).first() if route else None
    if route is None or peer is None:
        return
    sent = OutgoingBundle.objects.filter(route=route)
    known = sent.filter(state__in=(State.ACKNOWLEDGED, State.REFUSED)).aggregate(last=Max("seq"))["last"] or 0
    unsure = Q(state=State.PACKED) | Q(
        state=State.UNANSWERED, packed_at__gt=clock.now() - timedelta(days=rules.KEEP_DAYS)
    )
    since = max(peer.added_at, trusted.own_key_since())
    sent.filter(unsure, seq__gt=known, delivered_at__lt=since).update(delivered_at=None)


def ready(bundle: OutgoingBundle) -> Path:
    """The folder of a bundle, sealed by the key and for the recipient of today; its number and place in the chain stay.

    Raises Refusal when the peer has no key.
    """
    folder = place(bundle.route.name, bundle.seq)
    recipient, key = _keys(bundle.route)
    if not (folder / sealing.HEADER).exists() and bundle.state not in (State.PACKED, State.UNANSWERED):
        return folder
    if (folder / sealing.HEADER).exists():
        header = sealing.read_header((folder / sealing.HEADER).read_bytes())
        if (header.hash, header.recipient, header.key) == (bundle.header_hash, recipient, key.key_id):
            return folder
    with alarms.disk_guard("封包", route=bundle.route.name), transaction.atomic():
        _seal_anew(bundle, folder)
    return folder


def _seal_anew(bundle: OutgoingBundle, folder: Path) -> None:
    """What was in it is known from its messages, its predecessor from the chain: nothing of the old seal is read."""
    route = Route.objects.select_for_update().get(pk=bundle.route_id)
    messages = list(OutgoingMessage.objects.filter(bundle=bundle).order_by("id"))
    before = OutgoingBundle.objects.filter(route=route, seq=bundle.seq - 1).first()
    fields = _fields(route, bundle.seq, len(messages)) | {
        "previous": before.identity if before else "",
        "first": bundle.identity,
    }
    shutil.rmtree(fresh := folder.with_name(f".{folder.name}.new"), ignore_errors=True)
    stream = _bag(route, bundle.seq, messages, bytes(bundle.receipt_secret))
    header = sealing.seal(fresh, stream, fields, *_keys(route))
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    bundle.first_hash, bundle.header_hash, bundle.size = bundle.identity, header.hash, header.size
    bundle.save(update_fields=["first_hash", "header_hash", "size"])
    facts = {"seq": bundle.seq, "header": header.hash, "first": bundle.first_hash}
    trace.append(f"exchange.route/{route.name}", "exchange.bundle.seal_anew", by=SYSTEM, facts=facts)


def delivered(bundle: OutgoingBundle) -> None:
    if bundle.delivered_at is None:
        bundle.delivered_at = clock.now()
        bundle.save(update_fields=["delivered_at"])


@transaction.atomic
def resend(bundle_id: int, *, by: Actor) -> OutgoingBundle:
    """Let the very same bundle be delivered once more: lost on the way, or its receipt was."""
    bundle = OutgoingBundle.objects.select_for_update().select_related("route").filter(pk=bundle_id).first()
    if bundle is None:
        raise Missing("没有找到这个包")
    bundle.delivered_at = None
    bundle.save(update_fields=["delivered_at"])
    facts = {"seq": bundle.seq}
    trace.append(f"exchange.route/{bundle.route.name}", "exchange.bundle.resend", by=by, facts=facts)
    leaving.tell(bundle.route.peer)
    return bundle


def contents(bundle: OutgoingBundle) -> dict[str, int]:
    """{message type: count}; never what the messages say."""
    rows = bundle.messages.values_list("type").annotate(count=Count("pk")).order_by("type")
    return dict(rows)


def tidy() -> int:
    """Remove kept copies that are answered for and old; answers how many."""
    limit = clock.now() - timedelta(days=rules.KEEP_DAYS)
    old = OutgoingBundle.objects.filter(packed_at__lt=limit).exclude(state=State.PACKED).select_related("route")
    folders = [place(bundle.route.name, bundle.seq) for bundle in old]
    present = [folder for folder in folders if folder.exists()]
    for folder in present:
        shutil.rmtree(folder)
    return len(present)
