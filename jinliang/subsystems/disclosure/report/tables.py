"""The three tables of a report as its form lays them out: cells that span others. One layout for every medium."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..rules import APPLICANT_KINDS, GROUPS, RESULTS, REVIEW_OUTCOMES, ApplicantKind, Review
from ..yearly import COLUMNS, PROACTIVE, Counts, RequestTable, ReviewTable
from .proactive import Figures


@dataclass(frozen=True, slots=True)
class Cell:
    """``row`` and ``column`` name the number that it shows, for drilling down; labels have neither."""

    text: str
    across: int = 1
    down: int = 1
    row: str = ""
    column: str = ""

    @property
    def is_label(self) -> bool:
        return not self.row


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """``heads`` of the rows repeat on every page; ``shares`` are the relative widths of the columns."""

    rows: Sequence[Row]
    heads: int
    shares: Sequence[float]
    is_wide: bool = False

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell with the row and column of its upper left corner."""
        taken: set[tuple[int, int]] = set()
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (at, column) in taken:
                    column += 1
                yield at, column, cell
                taken |= {(at + down, column + across) for down in range(cell.down) for across in range(cell.across)}


def proactive(figures: Figures) -> Table:
    """Part 2: a band for each item of 条例第二十条, under it its figures."""
    rows: list[Row] = []
    for article in dict.fromkeys(article for article, _, _ in PROACTIVE):
        entries = [(subject, names) for own, subject, names in PROACTIVE if own == article]
        names = entries[0][1]
        across = 3 // len(names)
        rows.append((Cell(article, across=4),))
        rows.append((Cell("信息内容"), *(Cell(name, across=across) for name in names.values())))
        for subject, figure_names in entries:
            numbers = (Cell(str(figures[subject][figure]), across, 1, subject, figure) for figure in figure_names)
            rows.append((Cell(subject), *numbers))
    return Table(rows, heads=0, shares=(1.3, 1, 1, 1))


RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def requests(table: RequestTable) -> Table:
    """Part 3: the kinds of applicants across, what came and what became of it down."""
    rows: list[Row] = [*_request_heads()]
    rows.append((Cell("一、本年新收政府信息公开申请数量", across=3), *_numbers("received", table.received)))
    rows.append((Cell("二、上年结转政府信息公开申请数量", across=3), *_numbers("carried_in", table.carried_in)))
    rows += _results(table)
    rows.append((Cell("四、结转下年度继续办理", across=3), *_numbers("carried_out", table.carried_out)))
    return Table(rows, heads=3, shares=(1.1, 1.7, 4.4, *(1.45,) * len(COLUMNS)), is_wide=True)


def _request_heads() -> Iterator[Row]:
    organisations = [kind for kind in APPLICANT_KINDS if kind is not ApplicantKind.NATURAL]
    yield (Cell(RELATION, across=3, down=3), Cell("申请人情况", across=len(COLUMNS)))
    yield (
        Cell(APPLICANT_KINDS[ApplicantKind.NATURAL], down=2),
        Cell("法人或其他组织", across=len(organisations)),
        Cell("总计", down=2),
    )
    yield tuple(Cell(APPLICANT_KINDS[kind]) for kind in organisations)


def _results(table: RequestTable) -> Iterator[Row]:
    """三: groups of results, a group of one on one line; its first cell spans them all."""
    first: Row = (Cell("三、本年度办理结果", down=len(RESULTS) + 1),)
    for group, name in GROUPS.items():
        codes = [code for code, result in RESULTS.items() if result.group == group]
        for place, code in enumerate(codes, start=1):
            label: Row = (Cell(f"{place}.{RESULTS[code].name}"),)
            if code == group:
                label = (Cell(name, across=2),)
            elif place == 1:
                label = (Cell(name, down=len(codes)), *label)
            yield (*first, *label, *_numbers(code, table.results[code]))
            first = ()
    yield (Cell("（七）总计", across=2), *_numbers("all", table.handled))


def _numbers(row: str, counts: Counts) -> Row:
    return tuple(Cell(str(counts[column]), row=row, column=column) for column in COLUMNS)


def reviews(table: ReviewTable) -> Table:
    """Part 4: reconsideration and the two ways of litigation across, by outcome."""
    outcomes = (*REVIEW_OUTCOMES.values(), "总计")
    width = len(outcomes)
    numbers: list[Cell] = []
    for review in Review:
        row = table.counts[review]
        numbers += [Cell(str(row[outcome]), row=review, column=outcome) for outcome in REVIEW_OUTCOMES]
        numbers.append(Cell(str(table.total(review)), row=review, column="total"))
    rows: list[Row] = [
        (Cell("行政复议", across=width, down=2), Cell("行政诉讼", across=2 * width)),
        (Cell("未经复议直接起诉", across=width), Cell("复议后起诉", across=width)),
        tuple(Cell(name) for _ in Review for name in outcomes),
        tuple(numbers),
    ]
    return Table(rows, heads=3, shares=(1.0,) * (3 * width))


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that was frozen and is another now."""

    row: str
    column: str
    was: int
    now: int


def differences(was: RequestTable, now: RequestTable) -> list[Difference]:
    """Where the register tells another story than the report, in the order of the table."""
    names = {kind.value: name for kind, name in APPLICANT_KINDS.items()} | {"total": "总计"}
    return [
        Difference(name, names[column], old[column], new[column])
        for (name, old), (_, new) in zip(was.named_rows(), now.named_rows(), strict=True)
        for column in COLUMNS
        if old[column] != new[column]
    ]
