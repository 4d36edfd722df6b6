"""Checking the whole trace: chains, leaves, roots, signatures, and the auditor's export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from jinliang.base import keys

from . import entries, exports, merkle, queries, sealing
from .entries import Snapshot
from .exports import Export
from .faults import Fault, Kind, Report
from .sealing import Sealed

Progress = Callable[[int, int], None]


def verify(
    export: Path | None = None, *, trusted: Collection[str] | None = None, progress: Progress | None = None
) -> Report:
    """Check everything as it is committed now and name each fault; appending and sealing go on meanwhile.

    ``export`` is the auditor's file: without it a chain that was rewritten and signed anew with the stolen key looks
    sound. ``trusted`` are the key ids that may have signed; without it any key will do.
    ``progress(done, total)`` counts entries, chains and leaves each half.
    """
    report = Report()
    with entries.snapshot() as seen:
        done, total = 0, 2 * seen.total

        def checked(count: int) -> None:
            nonlocal done
            done += count
            if progress:
                progress(min(done, total), total)

        report.faults, report.waiting = entries.check(seen, checked), entries.waiting(seen)
        report.entries = seen.total
        taken_away = exports.read(export) if export else Export()
        if taken_away.fault:
            report.faults.append(Fault(Kind.EXPORT_DIFFERS, detail=taken_away.fault))
        found: dict[int, bytes] = {}
        for seal, faults in _seals(seen, trusted):
            found[seal.header.no] = seal.hash
            report.faults += faults
        report.seals = len(found)
        report.faults += _orphans(seen, found)
    _compare(taken_away.hashes, found, report)
    report.faults.sort()
    return report


def compare(export: Export) -> Report:
    """Only whether the seals are those that the auditor took away: quick, and what a stolen key cannot mend.
    That entries fit their seals is the matter of ``verify``."""
    report = Report()
    if export.fault:
        report.faults.append(Fault(Kind.EXPORT_DIFFERS, detail=export.fault))
    found = {seal.header.no: seal.hash for seal in sealing.seals()}
    report.seals = len(found)
    _compare(export.hashes, found, report)
    return report


def _seals(seen: Snapshot, trusted: Collection[str] | None) -> Iterator[tuple[Sealed, list[Fault]]]:
    """The seals and what is wrong with their headers; leaves and roots are hashed elsewhere."""
    public = _public_keys(seen)
    no, previous = 0, merkle.EMPTY
    with seen.connection.cursor("seals") as cursor:
        for seal in sealing.seals_by(cursor):
            header = seal.header
            facts = {
                "前面有封存缺失": header.no == no + 1,
                "与前一封存不相连": header.previous == previous,
                "内容与散列不符": merkle.sm3(header.text()) == seal.hash,
                "签名不符": keys.verify(public.get(header.key_id, b""), header.text(), seal.signature),
                "签名的密钥不在信任之列": trusted is None or header.key_id in trusted,
            }
            wrong = [text for text, is_right in facts.items() if not is_right]
            yield seal, [Fault(Kind.SEAL_BROKEN, seal=header.no, detail=text) for text in wrong]
            no, previous = header.no, seal.hash


def _public_keys(seen: Snapshot) -> dict[str, bytes]:
    """Those whose name is really that of the key."""
    found = {key_id: bytes(public) for key_id, public in seen.rows("SELECT key_id, public_key FROM trace_key")}
    return {key_id: public for key_id, public in found.items() if keys.key_id_of(public) == key_id}


def _orphans(seen: Snapshot, found: dict[int, bytes]) -> list[Fault]:
    """Leaves of a seal that is not there."""
    query = "SELECT DISTINCT seal_no FROM trace_leaf WHERE seal_no NOT IN (SELECT no FROM trace_seal)"
    return [Fault(Kind.SEAL_BROKEN, seal=no, detail="封存记录缺失") for (no,) in seen.rows(query) if no not in found]


def _compare(taken_away: dict[int, bytes], found: dict[int, bytes], report: Report) -> None:
    """A recorded restore explains seals that are gone or new after the last one it kept; anything else is a fault."""
    differing = sorted(no for no, hash_ in taken_away.items() if found.get(no) != hash_)
    restores = queries.restores() if differing else []
    kept = min((restore.facts["last_seal"] for restore in restores), default=None)
    for no in differing:
        if kept is None or no <= kept:
            detail = "数据库中没有" if no not in found else "内容不同"
            report.faults.append(Fault(Kind.EXPORT_DIFFERS, seal=no, detail=detail))
    for restore in restores:
        report.notes.append(
            f"{restore.at:%Y-%m-%d %H:%M} 由 {restore.actor} 恢复到 {restore.facts['to']}，此后封存与导出不同"
        )
