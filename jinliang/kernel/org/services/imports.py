"""Units and people from Excel: keep the table, try it without writing, report the bad rows, then load the good ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from jinliang.base import clock, excel
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.trace import tables

from ..models import Division, Import, Unit, User
from ..registry import SYSTEM_ADMIN
from .acts import note, require
from .loading import PersonRow, UnitRow, load_people, load_units

MAX_BYTES = 20 * 1024 * 1024
COLUMNS: dict[str, tuple[str, ...]] = {
    Import.Kind.UNITS: (
        "单位代码", "单位名称", "简称", "类别", "级别", "区划代码", "上级单位代码", "电话", "地址", "邮编",
    ),
    Import.Kind.PEOPLE: ("登录名", "姓名", "单位代码", "职务", "是否负责人", "办公电话", "手机号", "电子邮箱"),
}  # fmt: skip
REQUIRED = {"单位代码", "单位名称", "类别", "级别", "区划代码", "登录名", "姓名", "职务"}
LENGTHS = {
    "单位代码": 18, "单位名称": 100, "简称": 40, "电话": 30, "地址": 120, "邮编": 6,
    "登录名": 40, "姓名": 50, "职务": 40, "办公电话": 30, "手机号": 20, "电子邮箱": 254,
}  # fmt: skip
KINDS = {label: value for value, label in Unit.Kind.choices}
LEVELS = {label: value for value, label in Unit.Level.choices}
Record = dict[str, str]


@dataclass
class Checked:
    """The outcome of a dry run: rows that can be loaded, and (row number, faults, the row) of the others."""

    good: list[UnitRow | PersonRow] = field(default_factory=list)
    bad: list[tuple[int, list[str], Record]] = field(default_factory=list)


def template(kind: str) -> bytes:
    """The empty table with its heads."""
    return excel.write(Import.Kind(kind).label, COLUMNS[kind], [])


def report(kind: str, bad: Iterable[tuple[int, list[str], Record]]) -> bytes:
    """The bad rows as they came, with their number and what is wrong; mended, it can be uploaded again."""
    rows = ([*record.values(), number, "；".join(faults)] for number, faults, record in bad)
    return excel.write("问题行", [*COLUMNS[kind], "原行号", "问题"], rows)


@transaction.atomic
def keep_import(kind: str, name: str, content: bytes, *, by: Actor) -> Import:
    require(by, SYSTEM_ADMIN)
    if len(content) > MAX_BYTES:
        raise Refusal("文件超过 20 MB", way_out="请分成几个文件导入", field="file")
    # Whatever cannot be read is refused before it is kept.
    check(kind, name, content, by=by)
    kept = Import.objects.create(
        kind=kind, name=name[-120:], content=content, user_id=by.user_id or 0, uploaded_at=clock.now()
    )
    note("import", kept.pk, "upload", by, name=name, kind=kind)
    return kept


def find_import(pk: int, *, by: Actor) -> Import:
    kept = Import.objects.filter(pk=pk, user=by.user_id).first()
    if kept is None:
        raise Missing("没有这次导入")
    return kept


@transaction.atomic
def apply_import(pk: int, *, by: Actor) -> int:
    """Load the rows that are good now; answers how many. A second time is refused."""
    require(by, SYSTEM_ADMIN)
    kept = Import.objects.select_for_update().filter(pk=pk, user=by.user_id).first()
    if kept is None:
        raise Missing("没有这次导入")
    if kept.applied_at:
        raise Conflict("这个文件已经导入过", way_out="请上传新的文件")
    good = check(kept.kind, kept.name, bytes(kept.content), by=by).good
    if kept.kind == Import.Kind.UNITS:
        load_units([row for row in good if isinstance(row, UnitRow)], by=by)
    else:
        load_people([row for row in good if isinstance(row, PersonRow)], by=by)
    kept.applied_at, kept.applied = clock.now(), len(good)
    kept.save(update_fields=["applied_at", "applied"])
    note("import", kept.pk, "apply", by, rows=len(good))
    return len(good)


def check(kind: str, name: str, content: bytes, *, by: Actor) -> Checked:
    """Every row against the rules and against what is stored; writes nothing."""
    rows = tables.read(BytesIO(content), name, COLUMNS[kind], subject=f"org.import/{kind}", by=by)
    faults_of, build = _for_units() if kind == Import.Kind.UNITS else _for_people(rows)
    outcome = Checked()
    for number, record in rows:
        faults = _plain_faults(record) or faults_of(record)
        if faults:
            outcome.bad.append((number, faults, record))
        else:
            outcome.good.append(build(record))
    return outcome


def _plain_faults(record: Record) -> list[str]:
    missing = [f"{name}未填" for name, text in record.items() if name in REQUIRED and not text]
    long = [f"{name}超过 {LENGTHS[name]} 字" for name, text in record.items() if len(text) > LENGTHS.get(name, 1000)]
    return missing + long


FaultsOf = Callable[[Record], list[str]]


def _for_units() -> tuple[FaultsOf, Callable[[Record], UnitRow]]:
    """``known`` grows row by row: a parent may stand before its child in the same table, but must be good itself."""
    known = set(Unit.objects.values_list("code", flat=True))
    divisions = set(Division.objects.values_list("code", flat=True))

    def faults_of(record: Record) -> list[str]:
        found = []
        if record["单位代码"] in known:
            found.append("单位代码已存在，或在表中重复")
        if record["类别"] not in KINDS:
            found.append(f"类别须是：{'、'.join(KINDS)}")
        if record["级别"] not in LEVELS:
            found.append(f"级别须是：{'、'.join(LEVELS)}")
        if record["区划代码"] not in divisions:
            found.append("没有这个区划代码")
        if record["上级单位代码"] and record["上级单位代码"] not in known:
            found.append("没有这个上级单位，上级须排在下级之前")
        if not found:
            known.add(record["单位代码"])
        return found

    return faults_of, _unit_row


def _unit_row(record: Record) -> UnitRow:
    return UnitRow(
        record["单位代码"], record["单位名称"], KINDS[record["类别"]], LEVELS[record["级别"]], record["区划代码"],
        record["上级单位代码"], record["简称"], record["电话"], record["地址"], record["邮编"],
    )  # fmt: skip


def _for_people(rows: Sequence[tuple[int, Record]]) -> tuple[FaultsOf, Callable[[Record], PersonRow]]:
    names = {record["登录名"] for _, record in rows}
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    units = set(Unit.objects.filter(ended_on=None).values_list("code", flat=True))

    def faults_of(record: Record) -> list[str]:
        found = []
        if record["登录名"] in taken:
            found.append("登录名已存在，或在表中重复")
        if record["单位代码"] not in units:
            found.append("没有这个单位代码，或单位已撤销")
        if record["是否负责人"] not in ("", "是", "否"):
            found.append("是否负责人须填“是”或“否”")
        if record["手机号"] and not record["手机号"].isdigit():
            found.append("手机号只能是数字")
        if record["电子邮箱"] and not _is_email(record["电子邮箱"]):
            found.append("电子邮箱不正确")
        if not found:
            taken.add(record["登录名"])
        return found

    return faults_of, _person_row


def _person_row(record: Record) -> PersonRow:
    return PersonRow(
        record["登录名"], record["姓名"], record["单位代码"], record["职务"], record["是否负责人"] == "是",
        record["办公电话"], record["手机号"], record["电子邮箱"],
    )  # fmt: skip


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
