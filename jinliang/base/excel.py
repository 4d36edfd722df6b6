"""Tables in and out of Excel: streaming both ways, so that 100,000 rows need no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import IO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from .errors import Refusal

# A cell that starts so is run as a formula by the office suites (CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def read(file: IO[bytes], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (row number in the sheet, {column: text}); refuse a file that lacks a column."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as fault:
        raise Refusal("文件不是可读的 Excel 表格", way_out="请另存为 .xlsx 后重新上传", field="file") from fault
    rows = book.worksheets[0].iter_rows(values_only=True)
    header = [_text(cell) for cell in next(rows, ())]
    if absent := [name for name in columns if name not in header]:
        raise Refusal(f"表格缺少列：{'、'.join(absent)}", way_out="请下载模板对照表头", field="file")
    places = {name: header.index(name) for name in columns}
    for number, row in enumerate(rows, start=2):
        record = {name: _text(row[at]) if at < len(row) else "" for name, at in places.items()}
        if any(record.values()):
            yield number, record


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
