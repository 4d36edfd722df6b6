"""Number registers: each number once, none missing without a reason. The only writers of registers and numbers.

A number is taken under the lock of its register's row alone, shortly before the paper is issued: take it as the
last step of the transaction, for others wait until it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.trace import services as trace

from . import registry
from .models import IssuedNumber as IssuedNumber
from .models import NumberRegister as NumberRegister

MOST_RESERVED = 100
TEMPLATE = "{mark}〔{year}〕{n}号"
State = IssuedNumber.State


@transaction.atomic
def open_register(
    key: str, unit_id: int, year: int, *, mark: str, template: str = TEMPLATE, first: int = 1, by: Actor
) -> NumberRegister:
    """The book of ``key`` for a unit and year, opened if it is new; ``template`` knows {mark} {year} {n}."""
    if "{n}" not in template:
        raise Refusal("编号样式缺少序号", "样式中须有 {n}", field="template")
    register, is_new = NumberRegister.objects.get_or_create(
        key=key, unit_id=unit_id, year=year, defaults={"mark": mark, "template": template, "last": first - 1}
    )
    if is_new:
        _trace(register, "documents.register.open", by, {"mark": mark, "template": template, "first": first})
    return register


@transaction.atomic
def take(key: str, unit_id: int, year: int, *, by: Actor, subject: str, recycled: bool = False) -> str:
    """The next number ("示公开〔2026〕5号") for ``subject``; with ``recycled`` the lowest one given back, if any.

    A subject that holds a number of this register keeps it: asked again, the same is answered.
    A year without a book gets one like the year before; a first book must be opened.
    """
    register = _locked(key, unit_id, year, by)
    if held := register.numbers.filter(subject=subject, state__in=[State.USED, State.RESERVED]).first():
        return _use(held, by)
    free = register.numbers.filter(state=State.RECYCLED).order_by("n").first() if recycled else None
    number = free or _next(register)
    number.subject = subject
    return _use(number, by)


@transaction.atomic
def reserve(key: str, unit_id: int, year: int, *, by: Actor, subject: str) -> str:
    """Hold the next number for ``subject``, to be used by its ``take`` or voided."""
    register = _locked(key, unit_id, year, by)
    number = _next(register)
    number.subject = subject
    _set(number, State.RESERVED, by, "documents.number.reserve")
    return number.text


@transaction.atomic
def reserve_many(key: str, unit_id: int, year: int, subjects: Sequence[str], *, by: Actor) -> None:
    """As ``reserve`` for each of ``subjects`` in turn, with the same traces, in a handful of statements."""
    register, at = _locked(key, unit_id, year, by), clock.now()
    known = set(register.numbers.filter(subject__in=subjects).values_list("subject", flat=True))
    rows = []
    for subject in [subject for subject in subjects if subject not in known]:
        row = _next(register, is_saved=False)
        row.subject, row.state, row.by_name, row.at = subject, State.RESERVED, by.name, at
        rows.append(row)
    register.save(update_fields=["last"])
    IssuedNumber.objects.bulk_create(rows, batch_size=1000)
    facts = [{"number": row.text, "subject": row.subject, "reason": row.reason} for row in rows]
    stream = f"documents.register/{register.pk}"
    trace.append_many([(stream, trace.canonical("documents.number.reserve", by, fact), at) for fact in facts])


@transaction.atomic
def set_aside(register_id: int, count: int, reason: str, *, by: Actor) -> list[IssuedNumber]:
    """预留: hold the next ``count`` numbers for papers that are not there yet, by a decision whose reason stays in the
    book. Each is given to a paper by ``assign``, or given up by ``void`` or ``recycle``."""
    if not reason.strip():
        raise Refusal("请写明预留的原因", "编号簿上每个空号都要说得清", field="reason")
    if not 1 <= count <= MOST_RESERVED:
        raise Refusal(f"一次预留 1 至 {MOST_RESERVED} 个文号", way_out="请核对个数", field="count")
    register = NumberRegister.objects.select_for_update().get(pk=register_id)
    rows = [_next(register) for _ in range(count)]
    for row in rows:
        _set(row, State.RESERVED, by, "documents.number.set_aside", reason.strip()[:200])
    return rows


@transaction.atomic
def assign(number_id: int, key: str, unit_id: int, year: int, *, by: Actor, subject: str) -> None:
    """``subject`` gets this number that was set aside, when it takes its own next."""
    register = _locked(key, unit_id, year, by)
    if register.numbers.filter(subject=subject, state__in=[State.USED, State.RESERVED]).exists():
        raise Conflict("这份文件已经有文号", "一经编号不再改变", "请刷新后查看")
    number = free_of(register).select_for_update().filter(pk=number_id).first()
    if number is None:
        raise Conflict("这个预留的文号已经用了，或已放弃", way_out="请刷新后重新选择")
    number.subject = subject
    _set(number, State.RESERVED, by, "documents.number.assign", number.reason)


def set_aside_for(key: str, unit_id: int, year: int) -> QuerySet[IssuedNumber]:
    """The numbers that were set aside and stand on no paper yet."""
    return listing(key, unit_id, year).filter(state=State.RESERVED, subject="")


def free_of(register: NumberRegister) -> QuerySet[IssuedNumber]:
    return register.numbers.filter(state=State.RESERVED, subject="").order_by("n")


@transaction.atomic
def void(number_id: int, reason: str, *, by: Actor) -> None:
    """The number stays in the book, void, with its reason; it is never given again."""
    number = _held(number_id, reason)
    _set(number, State.VOIDED, by, "documents.number.void", reason)


@transaction.atomic
def recycle(number_id: int, reason: str, *, by: Actor) -> None:
    """Give the number back, so that a later paper can take it on purpose."""
    number = _held(number_id, reason)
    number.subject = ""
    _set(number, State.RECYCLED, by, "documents.number.recycle", reason)


def registers_of(unit_id: int) -> QuerySet[NumberRegister]:
    """The books of a unit, this year's first."""
    return NumberRegister.objects.filter(unit_id=unit_id).order_by("-year", "key")


def kept_by(actor: Actor) -> QuerySet[NumberRegister]:
    """The books that he may look into and settle: those of his unit with the duty, those of his business without."""
    found = Q(unit=actor.unit_id or 0) if actor.has(registry.NUMBERS.key) else Q(pk=None)
    for key, units in registry.books_kept(actor).items():
        found |= Q(key=key, unit__in=units)
    return NumberRegister.objects.filter(found).select_related("unit").order_by("-year", "unit", "key")


@transaction.atomic
def name_mark(key: str, unit_id: int, year: int, mark: str, *, by: Actor, field: str = "mark") -> NumberRegister:
    """The book of this year bears ``mark``: opened with it, or renamed while nothing was numbered in it; ``field``
    is named by a refusal."""
    register = open_register(key, unit_id, year, mark=mark, by=by)
    register = NumberRegister.objects.select_for_update().get(pk=register.pk)
    if register.mark == mark:
        return register
    if register.numbers.exists():
        why = f"{year} 年已用“{register.mark}”编到 {register.last} 号，同一年的文号用同一个代字"
        raise Refusal("本年的代字不能再改", why, "请在下一年编第一号之前改", field=field)
    before, register.mark = register.mark, mark
    register.save(update_fields=["mark"])
    _trace(register, "documents.register.rename", by, {"before": before, "mark": mark})
    return register


def listing(key: str, unit_id: int, year: int) -> QuerySet[IssuedNumber]:
    """The book's numbers in order."""
    return IssuedNumber.objects.filter(register__key=key, register__unit_id=unit_id, register__year=year).order_by("n")


def of_subject(subject: str) -> IssuedNumber | None:
    """The number that stands on the papers of ``subject``."""
    return IssuedNumber.objects.filter(subject=subject, state__in=[State.USED, State.RESERVED]).first()


def of_subjects(subjects: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Subject -> (its number, the book that it is from). One query."""
    held = IssuedNumber.objects.filter(subject__in=subjects, state__in=[State.USED, State.RESERVED])
    return {subject: (text, book) for subject, text, book in held.values_list("subject", "text", "register")}


def gaps(register: NumberRegister) -> list[int]:
    """Numbers up to the last that are not in the book: there must be none."""
    present = set(register.numbers.values_list("n", flat=True))
    first = min(present, default=1)
    return [n for n in range(first, register.last + 1) if n not in present]


def _locked(key: str, unit_id: int, year: int, by: Actor) -> NumberRegister:
    books = NumberRegister.objects.select_for_update()
    if book := books.filter(key=key, unit_id=unit_id, year=year).first():
        return book
    before = NumberRegister.objects.filter(key=key, unit_id=unit_id, year__lt=year).order_by("-year").first()
    if before is None:
        raise Refusal("本单位还没有这种文书的编号簿", way_out="请在“编号簿”中设置代字后再编号")
    open_register(key, unit_id, year, mark=before.mark, template=before.template, by=by)
    return books.get(key=key, unit_id=unit_id, year=year)


def _next(register: NumberRegister, *, is_saved: bool = True) -> IssuedNumber:
    register.last += 1
    if is_saved:
        register.save(update_fields=["last"])
    text = register.template.format(mark=register.mark, year=register.year, n=register.last)
    return IssuedNumber(register=register, n=register.last, text=text)


def _use(number: IssuedNumber, by: Actor) -> str:
    if number.state != State.USED:
        # Why it had been set aside stays in the book.
        reason = number.reason if number.state == State.RESERVED else ""
        _set(number, State.USED, by, "documents.number.take", reason)
    return number.text


def _held(number_id: int, reason: str) -> IssuedNumber:
    if not reason.strip():
        raise Refusal("请写明原因", "编号簿上每个空号都要说得清", field="reason")
    number = IssuedNumber.objects.select_for_update().filter(pk=number_id).first()
    if number is None:
        raise Missing("没有找到这个文号")
    if number.state not in (State.USED, State.RESERVED):
        raise Conflict(f"{number.text}已经是“{number.get_state_display()}”", way_out="请刷新后查看")
    return number


def _set(number: IssuedNumber, state: State, by: Actor, act: str, reason: str = "") -> None:
    number.state, number.reason = state, reason
    number.by_name, number.at = by.name, clock.now()
    number.save()
    _trace(number.register, act, by, {"number": number.text, "subject": number.subject, "reason": reason})


def _trace(register: NumberRegister, act: str, by: Actor, facts: dict[str, object]) -> None:
    trace.append(f"documents.register/{register.pk}", act, by=by, facts=facts)
