"""Tests in several processes: ``--processes 2``. A pytest plugin.

Importing and collecting take longer than most tests: they are done once, then the process divides. Each child takes
the next few tests from one row until it is empty, so that all keep the order of the row and none waits for another;
the parent only listens and reports.
"""

from __future__ import annotations

import atexit
import os
import traceback
from collections.abc import Iterator
from itertools import groupby
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

import pytest

from tests import addresses

# Tests of one file that a child takes at once: what the file prepares for all of them is prepared once or twice.
MOST = 12


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, help="how many processes share the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    number = session.config.option.processes
    if number < 2 or session.testsfailed or session.config.option.collectonly:
        return None
    parts = _parts(session.items)
    row = _row(len(parts))
    ended = _listen(session.config, [_divide(session, parts, row, place) for place in range(number)])
    if lost := [item.nodeid for item in session.items if item.nodeid not in ended]:
        raise session.Interrupted(f"a process ended before these tests did: {', '.join(lost[:MOST])}")
    return True


def _parts(items: list[pytest.Item]) -> list[list[pytest.Item]]:
    files = (list(of_one) for _, of_one in groupby(items, key=lambda item: item.path))
    return [file[first : first + MOST] for file in files for first in range(0, len(file), MOST)]


def _row(length: int) -> int:
    """A pipe with the number of every part, of which each reader takes four bytes."""
    row, full = os.pipe()
    os.write(full, b"".join(place.to_bytes(4, "big") for place in range(length)))
    os.close(full)
    return row


def _divide(session: pytest.Session, parts: list[list[pytest.Item]], row: int, place: int) -> Connection:
    hears, tells = Pipe(duplex=False)
    if os.fork():
        tells.close()
        return hears
    code = 1
    try:
        _become(session.config, tells, place)
        _work(session, parts, row)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        tells.close()
        atexit._run_exitfuncs()
        os._exit(code)


class _Teller:
    def __init__(self, config: pytest.Config, tells: Connection) -> None:
        self.config, self.tells = config, tells

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.tells.send(self.config.hook.pytest_report_to_serializable(config=self.config, report=report))


def _become(config: pytest.Config, tells: Connection, place: int) -> None:
    """A child has a database of its own, writes down by itself what its tests print, and reports to the parent only."""
    addresses.become(f"part{place}")
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(_Teller(config, tells))


def _work(session: pytest.Session, parts: list[list[pytest.Item]], row: int) -> None:
    coming = _taken(parts, row)
    item = next(coming, None)
    while item is not None:
        after = next(coming, None)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        item = after


def _taken(parts: list[list[pytest.Item]], row: int) -> Iterator[pytest.Item]:
    while place := os.read(row, 4):
        yield from parts[int.from_bytes(place, "big")]


def _listen(config: pytest.Config, children: list[Connection]) -> set[str]:
    """The tests that came to their end."""
    ended = set()
    while children:
        for child in wait(children):
            assert isinstance(child, Connection)
            try:
                told = child.recv()
            except EOFError:
                children.remove(child)
                continue
            report = config.hook.pytest_report_from_serializable(config=config, data=told)
            config.hook.pytest_runtest_logreport(report=report)
            if report.when == "teardown":
                ended.add(report.nodeid)
    return ended
