"""Work that may crash, hang or eat memory, done by a few child processes that stay warm.

A child is a module run with ``-m`` that calls ``serve``; it speaks over its pipes in frames of
four bytes of length and then the bytes. A child that dies or hangs is replaced; its caller is told.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from collections.abc import Callable
from queue import LifoQueue
from threading import Event, Timer
from typing import IO, Any

_OK, _REFUSED, _FAILED = b"\x00", b"\x01", b"\x02"
LIFETIME = 1000  # calls, after which a child is renewed: what libraries leak is given back


class Refused(Exception):
    """The child looked at the request and says no; the argument is its answer as JSON."""


class WorkFailed(Exception):
    """The child died, hung or met an error of its own."""


class _Died(Exception):
    """The child ended without an answer."""


class Workers:
    """At most ``count`` children of ``module``; each answers one call at a time, within ``timeout`` seconds."""

    def __init__(self, module: str, *, count: int = 2, timeout: float = 30.0) -> None:
        self._module, self._timeout = module, timeout
        self._free: LifoQueue[_Child | None] = LifoQueue()
        for _ in range(count):
            self._free.put(None)
        atexit.register(self.close)

    def call(self, **request: Any) -> bytes:
        """The child's answer; raises Refused, or WorkFailed when a second, fresh child fails too."""
        child = self._free.get()
        try:
            if child is None or child.is_spent():
                child = _replaced(child, self._module)
            try:
                return child.ask(request, self._timeout)
            except _Died:
                # Perhaps between two calls, and not of this request: once more, with a fresh one.
                child = _replaced(child, self._module)
                return child.ask(request, self._timeout)
        except (WorkFailed, _Died) as fault:
            if child is not None:
                child.close()
            child = None
            raise WorkFailed(str(fault)) from fault
        finally:
            self._free.put(child)

    def close(self) -> None:
        """End the children that are idle; the others end with the pipe of this process."""
        for _ in range(self._free.qsize()):
            if child := self._free.get():
                child.close()
            self._free.put(None)


class _Child:
    def __init__(self, module: str) -> None:
        # A session of its own: Ctrl-C in the terminal is for the parent, whose end closes the pipe.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._calls = 0

    def is_spent(self) -> bool:
        return self._calls >= LIFETIME or self._process.poll() is not None

    def ask(self, request: dict[str, Any], timeout: float) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        self._calls += 1
        overdue = Event()
        guard = Timer(timeout, self._end, (overdue,))
        guard.start()
        try:
            _write(self._process.stdin, json.dumps(request, ensure_ascii=False).encode())
            answer = _read(self._process.stdout)
        except BrokenPipeError:
            answer = None
        finally:
            guard.cancel()
        if answer is None and overdue.is_set():
            raise WorkFailed(f"no answer within {timeout} s")
        if answer is None:
            raise _Died("the child died at work")
        state, body = answer[:1], answer[1:]
        if state == _REFUSED:
            raise Refused(json.loads(body))
        if state == _FAILED:
            raise WorkFailed(body.decode(errors="replace"))
        return body

    def _end(self, overdue: Event) -> None:
        overdue.set()
        self._process.kill()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                continue


def _replaced(child: _Child | None, module: str) -> _Child:
    if child is not None:
        child.close()
    return _Child(module)


def serve(handle: Callable[..., bytes]) -> None:
    """The child's loop: one request, one answer, until the pipe closes."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # What a library prints must not get between two frames.
    sys.stdout = sys.stderr
    while (frame := _read(requests)) is not None:
        try:
            answer = _OK + handle(**json.loads(frame))
        except Refused as refusal:
            answer = _REFUSED + json.dumps(refusal.args[0], ensure_ascii=False).encode()
        except Exception as fault:
            answer = _FAILED + f"{type(fault).__name__}: {fault}".encode()
        _write(answers, answer)


def _write(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(len(body).to_bytes(4, "big") + body)
    pipe.flush()


def _read(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    body = pipe.read(length)
    return body if len(body) == length else None
