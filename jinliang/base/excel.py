"""Tables in and out of Excel: streaming both ways, so that 100,000 rows need no memory; CSV in."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import IO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from . import secrecy
from .errors import Refusal

# A cell that starts so is run as a formula by the office suites (CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Where a grade that stands alone is a mark; further down it is a word of the table.
_TOP_ROWS = 12

Row = tuple[int, dict[str, str]]


def write(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, name) for name in header]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([_harmless(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(file: IO[bytes], columns: Sequence[str]) -> Iterator[Row]:
    """Yield (row number in the first sheet, {column: text}); refuse a file that lacks a column, or bears a secrecy
    mark in a cell of any sheet. What people post comes through ``kernel.trace.tables``, which tells of the mark."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as fault:
        raise Refusal("文件不是可读的 Excel 表格", way_out="请另存为 .xlsx 后重新上传", field="file") from fault
    if not book.worksheets:
        raise Refusal("文件里没有工作表", way_out="请下载模板填写", field="file")
    if any(secrecy.carries_mark(sheet.title, top=sheet.title) for sheet in book.worksheets):
        raise secrecy.Marked("表格没有导入：一张工作表的名称")
    first, *others = (
        _unmarked(f"工作表“{sheet.title}”", sheet.iter_rows(values_only=True)) for sheet in book.worksheets
    )
    for rows in others:
        deque(rows, maxlen=0)
    yield from _records(first, columns)


def read_csv(file: IO[bytes], columns: Sequence[str]) -> Iterator[Row]:
    """The same of a text table, UTF-8 or GB 18030."""
    yield from _records(_unmarked("", csv.reader(StringIO(_decoded(file.read())))), columns)


def _records(rows: Iterator[tuple[int, list[str]]], columns: Sequence[str]) -> Iterator[Row]:
    _, header = next(rows, (0, list[str]()))
    if absent := [name for name in columns if name not in header]:
        deque(rows, maxlen=0)  # a mark further down weighs more than a column that is missing
        raise Refusal(f"表格缺少列：{'、'.join(absent)}", way_out="请下载模板对照表头", field="file")
    places = {name: header.index(name) for name in columns}
    for number, row in rows:
        record = {name: row[at] if at < len(row) else "" for name, at in places.items()}
        if any(record.values()):
            yield number, record


def _unmarked(sheet: str, rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        for at, text in enumerate(cells, start=1):
            if secrecy.carries_mark(text, top=text if number <= _TOP_ROWS else ""):
                raise secrecy.Marked(f"表格没有导入：{sheet}第 {number} 行 {get_column_letter(at)} 列")
        yield number, cells


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("文件不是可读的文本表格", way_out="请另存为 CSV（UTF-8）或 .xlsx 后重新上传", field="file")


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
