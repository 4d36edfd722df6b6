"""Where bundles wait until they are proved: headers and parts come in here, by disk, upload or network."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.trust import queries as trusted
from jinliang.kernel.trust import services as trust

from . import alarms, node, parts, rules, sealing, straight
from .bagging import Damaged
from .models import Alarm, IncomingBundle, Route

State = IncomingBundle.State
SETTLED = (State.APPLIED, State.REJECTED)
UNSETTLED = (State.PARTIAL, State.WAITING, State.HELD)


def place(bundle: IncomingBundle) -> Path:
    return node.area("quarantine") / bundle.header_hash


def admit(raw: bytes, signature: bytes) -> IncomingBundle:
    """Take a header in: who signed it, for whom, over which route, in which place of the order.

    Answers its row, a known one when it came before. Raises Refusal, with an alarm, for an unknown key, a wrong
    signature, a route that is not open, and a number that another bundle has used.
    """
    header = sealing.read_header(raw)
    with _alone(header.hash):
        known = IncomingBundle.objects.filter(header_hash=header.hash).first()
        return known or _admit(header, raw, signature)


def _admit(header: sealing.Header, raw: bytes, signature: bytes) -> IncomingBundle:
    route = _trusted_route(header, raw, signature)
    if header.first and (settled := _settled_before(header)):
        return settled
    bundle = IncomingBundle(
        route=header.route,
        seq=header.seq,
        header_hash=header.hash,
        header={"previous": header.previous, "label": header.label, "parts": len(header.parts), "size": header.size}
        | ({"first": header.first} if header.first else {}),
        state=State.PARTIAL,
        received_at=clock.now(),
    )
    if refusal := _out_of_place(header, route):
        bundle.state, bundle.report = State.REFUSED, [refusal]
    folder = place(bundle)
    folder.mkdir(parents=True, exist_ok=True)
    sealing.write(folder / sealing.SIGNATURE, signature)
    sealing.write(folder / sealing.HEADER, raw)
    bundle.save()
    if header.first and bundle.state != State.REFUSED:
        earlier = IncomingBundle.objects.filter(route=bundle.route, seq=bundle.seq, state__in=UNSETTLED)
        earlier.exclude(pk=bundle.pk).update(state=State.REFUSED, report=["已由重新封装的同一个包代替"])
    if bundle.state == State.REFUSED:
        alarms.raise_alarm(Alarm.Kind.ALTERED, bundle.report[0], route=bundle.route, seq=bundle.seq)
    return bundle


def _settled_before(header: sealing.Header) -> IncomingBundle | None:
    """The same bundle under its first seal, when it was done with before its sender sealed it anew."""
    rows = IncomingBundle.objects.filter(route=header.route, seq=header.seq, state__in=SETTLED)
    return next((one for one in rows if one.identity == header.identity), None)


def _trusted_route(header: sealing.Header, raw: bytes, signature: bytes) -> Route:
    peer = trusted.peer(header.key)
    if peer is None:
        # Nothing in it can be believed, its route least of all: one open alarm for all strangers.
        text = f"收到来历不明的包，签名密钥 {header.key[:16]}，摘要 {header.hash[:16]}"
        alarms.raise_alarm(Alarm.Kind.UNKNOWN_KEY, text)
        raise Refusal("不能接收这个包", "签名密钥不是已登记的对端节点", "请核对来源；新节点须先由安全管理员登记密钥")
    try:
        proof = bytes.fromhex(signature.decode())
    except ValueError:
        proof = b""
    if not trust.verify(header.key, raw, proof):
        text = f"包头与签名不符，摘要 {header.hash[:16]}"
        alarms.raise_alarm(Alarm.Kind.ALTERED, text, route=header.route)
        raise Damaged("不能接收这个包", "包头被改动或损坏，与签名不符", "请由发送方重新导出")
    route = Route.objects.filter(
        name=header.route, direction=Route.Direction.IN, peer=peer.name, is_enabled=True
    ).first()
    if route is None:
        alarms.raise_alarm(Alarm.Kind.UNKNOWN_KEY, f"对端“{peer.name}”的包不属于任何已启用的线路", seq=header.seq)
        raise Refusal("不能接收这个包", "没有与之对应的已启用线路", "请在“线路变更”中提出，经另一人批准后再导入")
    return route


def _out_of_place(header: sealing.Header, route: Route) -> str:
    """Why a truly signed bundle can never be applied, or nothing."""
    if header.recipient != trust.recipient():
        return "不是用本节点现在的公钥封的：对方用的是更换前的公钥，或这个包是发给别的节点的"
    if header.seq <= route.last_seq:
        return f"第{header.seq}包此前已处理，这次的内容与那次不同"
    return ""


def missing_parts(bundle: IncomingBundle) -> list[int]:
    """Numbers (from 1) of the parts that have not come; of a bundle that is past this, none."""
    if bundle.state != State.PARTIAL:
        return []
    return [number for number in range(1, bundle.header["parts"] + 1) if not _part(bundle, number).exists()]


def header_of(bundle: IncomingBundle) -> sealing.Header:
    return sealing.read_header((place(bundle) / sealing.HEADER).read_bytes())


def _part(bundle: IncomingBundle, number: int) -> Path:
    return place(bundle) / parts.name(number)


def put_part(bundle: IncomingBundle, number: int, source: parts.Source) -> IncomingBundle:
    """Take part ``number`` in; raises Damaged (alarmed, the wrong part kept) when it is not the one signed."""
    with _alone(bundle.header_hash):
        bundle.refresh_from_db()
        if number in missing_parts(bundle):
            _put(bundle, number, source)
        return complete(bundle.pk)


def _put(bundle: IncomingBundle, number: int, source: parts.Source) -> None:
    header = header_of(bundle)
    sha256, size = header.parts[number - 1]
    with alarms.disk_guard("导入", route=bundle.route, seq=bundle.seq):
        true = sealing.copy_part(source, _part(bundle, number), sha256, size)
    if not true:
        text = f"第{number}部分与签名不符，已留在隔离区，没有入库"
        IncomingBundle.objects.filter(pk=bundle.pk).update(report=[text])
        alarms.raise_alarm(Alarm.Kind.ALTERED, text, route=bundle.route, seq=bundle.seq)
        raise Damaged(f"第{bundle.seq}包{text}", "内容被截断、损坏或改动", "请由发送方重新导出同一个包")


@transaction.atomic
def complete(bundle_id: int) -> IncomingBundle:
    """Mark a bundle that has all its parts as waiting for its turn."""
    bundle = IncomingBundle.objects.select_for_update().get(pk=bundle_id)
    if bundle.state == State.PARTIAL and not missing_parts(bundle):
        bundle.state, bundle.report = State.WAITING, []
        bundle.save(update_fields=["state", "report"])
    return bundle


@contextmanager
def _alone(header_hash: str) -> Iterator[None]:
    """Only one at a time fills a bundle's place; not a transaction, since copying is long and alarms must stay."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [header_hash])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [header_hash])


def take_folder(folder: Path) -> IncomingBundle:
    """Take one bundle from ``folder``: its header, then every part that is there and not here yet."""
    header, signature = folder / sealing.HEADER, folder / sealing.SIGNATURE
    if not header.is_file() or not signature.is_file() or header.stat().st_size > rules.HEADER_LIMIT:
        raise Damaged("这个文件夹里没有完整的包", "缺少包头或签名", "请等待复制完成，或重新导出")
    bundle = admit(header.read_bytes(), signature.read_bytes())
    with _alone(bundle.header_hash):
        bundle.refresh_from_db()
        for number in missing_parts(bundle):
            part = folder / parts.name(number)
            if part.is_file():
                with closing(straight.Reader(part)) as source:
                    _put(bundle, number, source)
        return complete(bundle.pk)


def take_archive(stream: IO[bytes]) -> IncomingBundle:
    """Take one bundle that was downloaded as a single tar, header first."""
    bundle: IncomingBundle | None = None
    small: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry, source in _members(archive):
                name = entry.name.rpartition("/")[2]
                if bundle is None:
                    small[name] = source.read(rules.HEADER_LIMIT + 1)
                    if set(small) == {sealing.HEADER, sealing.SIGNATURE}:
                        bundle = admit(small[sealing.HEADER], small[sealing.SIGNATURE])
                else:
                    bundle = put_part(bundle, _number(name), source)
    except tarfile.TarError as fault:
        raise Damaged("文件不是摆渡包，或没有传完", way_out="请重新下载后再上传") from fault
    if bundle is None:
        raise Damaged("文件不是摆渡包", "缺少包头或签名", "请选择从摆渡页面下载的 .tar 文件")
    return bundle


def _members(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for entry in archive:
        source = archive.extractfile(entry) if entry.isreg() else None
        if source is None:
            raise Damaged("文件不是摆渡包", "含有普通文件以外的内容")
        yield entry, source


def _number(name: str) -> int:
    prefix, _, digits = name.partition("-")
    return int(digits) if prefix == "part" and digits.isdecimal() else 0


def archive(folder: Path) -> Iterator[bytes]:
    """The bundle in ``folder`` as one tar, in the order that ``take_archive`` reads."""
    header = sealing.read_header((folder / sealing.HEADER).read_bytes())
    names = [parts.name(number) for number in range(1, len(header.parts) + 1)]
    for name in (sealing.HEADER, sealing.SIGNATURE, *names):
        path = folder / name
        entry = tarfile.TarInfo(f"{folder.name}/{name}")
        entry.size = path.stat().st_size
        yield entry.tobuf(tarfile.USTAR_FORMAT)
        with path.open("rb") as source:
            yield from iter(lambda source=source: source.read(io.DEFAULT_BUFFER_SIZE * 32), b"")  # type: ignore[misc]
        yield bytes(-entry.size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def empty(bundle: IncomingBundle) -> None:
    """Remove what a settled bundle left; its row stays."""
    shutil.rmtree(place(bundle), ignore_errors=True)
