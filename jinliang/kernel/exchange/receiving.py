"""From quarantine into the business: bundles in strict order, each checked whole and applied whole, exactly once."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction

from jinliang.base import clock, secrecy
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.files import kinds
from jinliang.kernel.trace import services as trace
from jinliang.kernel.trust import services as trust

from . import alarms, bagging, node, quarantine, receipts, registry, rules, sealing
from .models import Alarm, IncomingBundle, IncomingMessage, Route

log = logging.getLogger(__name__)
State = IncomingBundle.State


class Marked(Refusal):
    """The bundle carries a secrecy mark: nothing of it may stay here."""


@dataclass(frozen=True, slots=True)
class _Message:
    kind: registry.MessageType
    payload: dict[str, Any]
    files: list[registry.IncomingFile]
    origin: registry.Origin


def receive(folder: Path, *, by: Actor) -> list[IncomingBundle]:
    """Take every bundle in ``folder`` (or ``folder`` itself) into quarantine, and apply what is in its turn.

    Raises Refusal when nothing in the folder could be taken; one bad bundle does not stop the others.
    """
    found = (
        [folder]
        if (folder / sealing.HEADER).exists()
        else sorted(path.parent for path in folder.glob(f"*/{sealing.HEADER}"))
    )
    if not found:
        raise Missing("这个文件夹里没有摆渡包")
    taken, refusals = [], []
    for each in found:
        try:
            taken.append(arrived(quarantine.take_folder(each), by=by))
        except Refusal as refusal:
            refusals.append(refusal)
    if not taken:
        raise refusals[0]
    return taken


def arrived(bundle: IncomingBundle, *, by: Actor) -> IncomingBundle:
    """A bundle is in quarantine: note a replay, else apply whatever is now in its turn. Answers its present state."""
    if bundle.state in quarantine.SETTLED:
        _repeated(bundle, by)
    elif bundle.state == State.WAITING:
        advance(bundle.route, by=by)
    bundle.refresh_from_db()
    return bundle


@transaction.atomic
def _repeated(bundle: IncomingBundle, by: Actor) -> None:
    """A replay changes nothing, is recorded, and is answered again: perhaps our receipt was lost."""
    bundle.repeats += 1
    bundle.save(update_fields=["repeats"])
    facts = {"seq": bundle.seq, "header": bundle.header_hash}
    trace.append(f"exchange.route/{bundle.route}", "exchange.bundle.repeat", by=by, facts=facts)
    alarms.raise_alarm(Alarm.Kind.REPLAY, "已处理过的包再次到达，已忽略并重发回执", route=bundle.route, seq=bundle.seq)
    receipts.answer(_route(bundle.route), bundle, by=by)


def advance(route_name: str, *, by: Actor) -> int:
    """Apply bundles of a route in order for as long as the next one is here and sound; answers how many."""
    applied = 0
    while (bundle_id := _next(route_name)) is not None and settle(bundle_id, by=by).state == State.APPLIED:
        applied += 1
    _tell_gap(route_name)
    return applied


def _next(route_name: str) -> int | None:
    route = _route(route_name)
    rows = IncomingBundle.objects.filter(route=route_name, seq=route.last_seq + 1, state=State.WAITING)
    return rows.values_list("pk", flat=True).first()


def _tell_gap(route_name: str) -> None:
    wanted = _route(route_name).last_seq + 1
    here = IncomingBundle.objects.filter(route=route_name)
    if (
        here.filter(seq__gt=wanted, state=State.WAITING).exists()
        and not here.filter(seq=wanted, state__in=(State.WAITING, State.HELD)).exists()
    ):
        alarms.raise_alarm(Alarm.Kind.GAP, f"第{wanted}包没有到达，后面的包等待中", route=route_name, seq=wanted)


def _route(name: str, *, lock: bool = False) -> Route:
    rows = Route.objects.select_for_update() if lock else Route.objects
    route = rows.filter(name=name, direction=Route.Direction.IN).first()
    if route is None:
        raise Missing("没有这条接收线路")
    return route


def settle(bundle_id: int, *, by: Actor) -> IncomingBundle:
    """Check and apply one bundle that is in its turn; a held one is tried again. A fault holds it, with a report."""
    name = IncomingBundle.objects.values_list("route", flat=True).get(pk=bundle_id)
    with alarms.disk_guard("入库", route=name), transaction.atomic():
        route = _route(name, lock=True)
        bundle = IncomingBundle.objects.select_for_update().get(pk=bundle_id)
        if bundle.state not in (State.WAITING, State.HELD):
            return bundle
        if bundle.seq != route.last_seq + 1:
            raise Conflict("还没有轮到这个包", "包必须按序号入库", f"请先导入第{route.last_seq + 1}包")
        try:
            with transaction.atomic(), _opened(bundle, route) as (messages, secret):
                _apply(bundle, messages)
                _settled(bundle, route, State.APPLIED, secret, by)
        except Marked as refusal:
            _wiped(bundle, route, refusal, by)
        except Refusal as refusal:
            _held(bundle, route, str(refusal), by)
    if bundle.state in quarantine.SETTLED:
        quarantine.empty(bundle)
    return bundle


def _settled(bundle: IncomingBundle, route: Route, state: State, secret: bytes, by: Actor, reason: str = "") -> None:
    bundle.state, bundle.settled_at = state, clock.now()
    bundle.report = [reason] if reason else []
    bundle.receipt_code = receipts.code(secret, state == State.APPLIED) if secret else ""
    bundle.save(update_fields=["state", "settled_at", "report", "receipt_code", "contents"])
    route.last_seq, route.last_hash, route.last_at = bundle.seq, bundle.identity, bundle.settled_at
    route.save(update_fields=["last_seq", "last_hash", "last_at"])
    facts = {"seq": bundle.seq, "header": bundle.header_hash, "messages": bundle.contents, "reason": reason}
    trace.append(f"exchange.route/{route.name}", f"exchange.bundle.{state.value}", by=by, facts=facts)
    receipts.answer(route, bundle, by=by)


def _held(bundle: IncomingBundle, route: Route, text: str, by: Actor) -> None:
    bundle.state, bundle.report = State.HELD, [text]
    bundle.save(update_fields=["state", "report", "contents"])
    alarms.raise_alarm(Alarm.Kind.HELD, text, route=route.name, seq=bundle.seq)
    facts = {"seq": bundle.seq, "report": text}
    trace.append(f"exchange.route/{route.name}", "exchange.bundle.hold", by=by, facts=facts)


def _wiped(bundle: IncomingBundle, route: Route, refusal: Marked, by: Actor) -> None:
    """Only the event and the digest stay."""
    alarms.raise_alarm(Alarm.Kind.SECRECY, str(refusal), route=route.name, seq=bundle.seq)
    bundle.contents = {}
    _settled(bundle, route, State.REJECTED, b"", by, str(refusal))


@transaction.atomic
def reject(bundle_id: int, reason: str, *, by: Actor) -> IncomingBundle:
    """Give up a held bundle: its content is not applied, the sender is told why, the next one comes into its turn."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    if not reason.strip():
        raise Refusal("请填写拒收理由", "理由随回执告知发送方", field="reason")
    bundle = IncomingBundle.objects.select_for_update().filter(pk=bundle_id, state=State.HELD).first()
    if bundle is None:
        raise Missing("没有找到这个待处理的包")
    route = _route(bundle.route, lock=True)
    if bundle.seq != route.last_seq + 1:
        raise Conflict("还没有轮到这个包", "包必须按序号处理", f"请先处理第{route.last_seq + 1}包")
    _settled(bundle, route, State.REJECTED, b"", by, reason.strip())
    transaction.on_commit(lambda: quarantine.empty(bundle))
    return bundle


@contextmanager
def _opened(bundle: IncomingBundle, route: Route) -> Iterator[tuple[list[_Message], bytes]]:
    """The checked messages of a bundle and its receipt secret; what was decrypted is gone afterwards."""
    header = quarantine.header_of(bundle)
    if header.previous != route.last_hash:
        raise bagging.Damaged("与前一包不衔接", "包头记载的前一包摘要与本站不同", "请与发送方核对两包")
    folder = Path(tempfile.mkdtemp(dir=node.area("opened")))
    try:
        info = sealing.unseal(quarantine.place(bundle), header, folder, trust.decrypt)
        with (folder / bagging.MESSAGES).open("rb") as lines:
            messages = [_read(line, folder, route) for line in lines]
        bundle.contents = dict(sorted(Counter(message.kind.key for message in messages).items()))
        yield messages, bytes.fromhex(info["Receipt-Secret"])
    except (KeyError, TypeError, ValueError) as fault:
        raise bagging.Damaged("包内消息无法识别", type(fault).__name__, "请由发送方重新导出") from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read(line: bytes, folder: Path, route: Route) -> _Message:
    """One message, checked: type and version, white list, schema, secrecy mark, and what its files really are."""
    body = json.loads(line)
    kind = registry.find(body["type"], body["version"])
    if kind is None or kind.apply is None:
        what = f"本站不认识消息类型 {body['type']} 第{body['version']}版"
        raise Refusal(what, way_out="请升级本站后再次入库，或拒收")
    payload = body["payload"]
    if secrecy.carries_mark(line.decode()):
        raise Marked("包内消息含有密级标志", f"摘要 {secrecy.digest(line)[:16]}", "已删除；请按保密规定处理")
    allowed = kind.fields if kind.key == rules.RECEIPT else route.allowed.get(kind.key, ())
    if strange := sorted(set(payload) - (set(allowed) & set(kind.fields))):
        label = registry.label_of(kind.key)
        raise Refusal(
            f"“{label}”含有白名单以外的项：{'、'.join(strange)}", way_out="请与发送方核对；确需放行的先变更线路"
        )
    if faults := kind.faults(payload):
        raise Refusal(f"“{registry.label_of(kind.key)}”不符合规定：{'；'.join(faults)}", way_out="请与发送方核对")
    sender = Actor(ActorKind.NODE, f"{route.peer}：{body['sender']}")
    origin = registry.Origin(route.peer, UUID(body["uuid"]), datetime.fromisoformat(body["sent_at"]), sender)
    return _Message(kind, payload, [_file(entry, folder) for entry in body["files"]], origin)


def _file(entry: dict[str, Any], folder: Path) -> registry.IncomingFile:
    path = folder / "data" / "files" / str(entry["sha256"])
    if not path.is_file() or path.stat().st_size != entry["size"]:
        raise bagging.Damaged("包内缺少消息所附的文件")
    kind = kinds.sniff(path)
    kinds.fitting_name(entry["name"], kind, kinds.DOCUMENTS | kinds.RECORDINGS)
    return registry.IncomingFile(entry["name"], entry["sha256"], entry["size"], path)


def _apply(bundle: IncomingBundle, messages: list[_Message]) -> None:
    """Every message that was not applied before; an app's refusal names the message's type, never its content."""
    sent = [message.origin.message for message in messages]
    known = IncomingMessage.objects.filter(origin=messages[0].origin.peer, uuid__in=sent) if messages else ()
    applied = {one.uuid for one in known}
    rows = []
    for message in messages:
        origin = message.origin
        if origin.message not in applied:
            applied.add(origin.message)
            rows.append(
                IncomingMessage(
                    origin=origin.peer,
                    uuid=origin.message,
                    type=message.kind.key,
                    version=message.kind.version,
                    bundle=bundle,
                    applied_at=clock.now(),
                )
            )
            _hand_over(message)
    IncomingMessage.objects.bulk_create(rows)


def _hand_over(message: _Message) -> None:
    label = registry.label_of(message.kind.key)
    try:
        message.kind.apply(message.payload, message.files, message.origin)  # type: ignore[misc]
    except OperationalError:
        raise
    except Refusal as refusal:
        raise Refusal(
            f"“{label}”未能入库：{refusal.what}", refusal.why, refusal.way_out or "处理后请再次入库"
        ) from refusal
    except Exception as fault:
        log.exception("message %s of %s", message.kind.key, message.origin.message)
        raise Refusal(
            f"“{label}”未能入库：程序出错", type(fault).__name__, "请联系系统管理员，修复后再次入库"
        ) from fault
