"""Tables that people post to be taken in row by row: the one door for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import IO

from jinliang.base import excel, secrecy
from jinliang.base.actor import Actor

from . import alarms

Row = tuple[int, dict[str, str]]


def read(file: IO[bytes], name: str, columns: Sequence[str], *, subject: str, by: Actor) -> list[Row]:
    """(Row number, {column: text}) of an Excel table, or of a text table whose ``name`` ends in .csv.

    A secrecy mark in any cell or in ``name`` refuses the whole table and is told (保守国家秘密法 第三十一条).
    """
    content = file.read()
    try:
        if secrecy.carries_mark(name):
            raise secrecy.Marked("表格没有导入：文件名")
        rows = excel.read_csv if name.lower().endswith(".csv") else excel.read
        return list(rows(BytesIO(content), columns))
    except secrecy.Marked:
        alarms.tell_of_mark(subject=subject, by=by, sha256=secrecy.digest(content))
        raise
