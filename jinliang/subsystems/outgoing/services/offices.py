"""The office of a unit that vets, numbers and prints its documents, and its books of numbers."""

from __future__ import annotations

import re

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.documents.numbers import IssuedNumber, NumberRegister
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from ..flow import CLERK
from ..models import Office, Outgoing
from ..rules import Form

NUMBERS = "outgoing.document"
# GB/T 9704 10.2: an order bears 第5号, counted on from year to year [K]; the kernel's book is that of the first year.
ORDERS, ORDER_NUMBER = "outgoing.order", "第{n}号"
# Many offices count what has the form of a letter by itself, as 示政函〔2026〕1号 beside 示政发〔2026〕1号 [K].
LETTERS = "outgoing.letter"
_NOT_IN_MARK = re.compile(r"[\d〔〕\[\]【】()（）]")


@transaction.atomic
def save(unit_id: int, section_id: int, mark: str, *, letter_mark: str = "", head: str = "", by: Actor) -> Office:
    """Open or change the office of ``unit_id``: ``mark`` is the 代字 of its numbers, ``letter_mark`` that of letters
    that are counted by themselves, ``head`` what its documents bear above the red line (else the unit's name)."""
    seat = by.seat_for(section_id, CLERK.key)
    if seat is None or not (unit_id == section_id or org.units_above(seat.unit_path).filter(pk=unit_id).exists()):
        raise NotAllowed("只能维护本机关的发文设置", way_out="请由该机关负责公文登记印制的人员维护")
    before = Office.objects.select_for_update(of=("self",)).filter(unit=unit_id).first()
    if before is not None and by.seat_for(before.section_id, CLERK.key) is None:
        raise NotAllowed(f"{before.unit}的发文由{before.section}办理", way_out="请由其登记印制人员变更")
    mark, letter_mark = _marks(mark.strip(), letter_mark.strip())
    defaults = {"section_id": section_id, "head": head.strip(), "letter_mark": letter_mark}
    office, _ = Office.objects.update_or_create(unit_id=unit_id, defaults=defaults)
    for key, name, field in ((NUMBERS, mark, "mark"), (LETTERS, letter_mark, "letter_mark")):
        if name:
            numbers.name_mark(key, unit_id, clock.today().year, name, field=field, by=by)
    facts = {"section": section_id, "mark": mark, "letter_mark": letter_mark, "head": office.head}
    trace.append(f"outgoing.office/{unit_id}", "outgoing.office.save", by=by, facts=facts)
    return office


def _marks(mark: str, letter_mark: str) -> tuple[str, str]:
    if not mark:
        raise Refusal("请填写机关代字", "发文字号由机关代字、年份和序号组成（GB/T 9704 7.2.5）", field="mark")
    for field, name in (("mark", mark), ("letter_mark", letter_mark)):
        if wrong := _NOT_IN_MARK.search(name):
            why = "年份、括号和序号由系统添加（GB/T 9704 7.2.5）"
            raise Refusal(f"机关代字中不能有“{wrong[0]}”", why, "请只填代字，如：示政发", field=field)
    if mark == letter_mark:
        why = "两本编号簿用同一个代字，会编出相同的文号"
        raise Refusal("函的代字与机关代字相同", why, "请另填，如：示政函；不分开编号的留空", field="letter_mark")
    return mark, letter_mark


def book_of(outgoing: Outgoing, year: int, *, by: Actor) -> tuple[str, int]:
    """(key, year) of the book of numbers that the document's number is taken from."""
    if (key := _book_key(outgoing)) != ORDERS:
        return key, year
    book = _orders(outgoing.unit_id) or numbers.open_register(
        ORDERS, outgoing.unit_id, year, mark="令", template=ORDER_NUMBER, by=by
    )
    return ORDERS, book.year


def free_numbers(outgoing: Outgoing) -> list[IssuedNumber]:
    """Those of the document's book that were set aside for papers to come. Reads only."""
    key, year = _book_key(outgoing), (outgoing.dated_on or clock.today()).year
    if key == ORDERS and (book := _orders(outgoing.unit_id)):
        year = book.year
    return [] if outgoing.form == Form.MINUTES else list(numbers.set_aside_for(key, outgoing.unit_id, year))


def _book_key(outgoing: Outgoing) -> str:
    if outgoing.form == Form.ORDER:
        return ORDERS
    letters = Office.objects.filter(unit=outgoing.unit_id).exclude(letter_mark="")
    return LETTERS if outgoing.form == Form.LETTER and letters.exists() else NUMBERS


def _orders(unit_id: int) -> NumberRegister | None:
    return numbers.registers_of(unit_id).filter(key=ORDERS).order_by("year").first()
