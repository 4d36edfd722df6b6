"""The content of a PDF page as operators with their operands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .marks import Unfit

_NEXT = re.compile(
    rb"\s*(?:%[^\r\n]*\s*)*(?:"
    rb"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+))|(?P<name>/[^\s()<>\[\]{}/%]*)|(?P<open>\[|<<)|(?P<close>\]|>>)|"
    rb"(?P<hex><[0-9A-Fa-f\s]*>)|(?P<string>\()|(?P<word>[A-Za-z'\"][A-Za-z0-9*]*))"
)
_ESCAPED = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_DEEPEST = 20


def operators(content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """(operator, operands): numbers as float, names as str with their slash, strings as bytes, arrays as lists."""
    stack: list[list[Any]] = [[]]
    for kind, value in _tokens(content):
        if kind == "word":
            yield value, stack[-1]
            stack = [[]]
        elif kind == "open":
            stack.append([])
        elif kind == "close" and len(stack) > 1:
            inner = stack.pop()
            stack[-1].append(inner)
        elif kind == "value":
            stack[-1].append(value)
        else:
            raise _unknown()
        if len(stack) > _DEEPEST:
            raise _unknown()
    if stack != [[]]:
        raise _unknown()


def _unknown() -> Unfit:
    return Unfit("页面内容无法识别")


def _tokens(content: bytes) -> Iterator[tuple[str, Any]]:
    at = 0
    while found := _NEXT.match(content, at):
        kind, at = str(found.lastgroup), found.end()
        if kind == "string":
            text, at = _string(content, at)
            yield "value", text
        elif kind in ("open", "close"):
            yield kind, None
        else:
            value = _value(kind, found[kind])
            yield ("word" if kind == "word" else "value"), value
    if content[at:].strip():
        raise _unknown()


def _value(kind: str, text: bytes) -> float | str | bytes:
    if kind == "number":
        return float(text)
    if kind in ("name", "word"):
        return text.decode("latin-1")
    digits = b"".join(text[1:-1].split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """From after its opening parenthesis; inner ones are balanced or escaped."""
    start, depth = at, 1
    while depth:
        if at >= len(content):
            raise _unknown()
        byte = content[at : at + 1]
        if byte == b"\\":
            at += 1
        elif byte == b"(":
            depth += 1
        elif byte == b")":
            depth -= 1
        at += 1
    return _ESCAPED.sub(_unescaped, content[start : at - 1]), at


def _unescaped(found: re.Match[bytes]) -> bytes:
    octal, line_end, letter = found.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    return b"" if line_end else _LETTERS.get(letter, letter)
