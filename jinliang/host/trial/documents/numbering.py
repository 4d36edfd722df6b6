"""Every number of the two years ahead, by the day on which it is given: documents are made from the newest to the
oldest, and the books stay in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from jinliang.kernel.documents import numbers
from jinliang.kernel.org import queries as org
from jinliang.subsystems.incoming import queries as incoming
from jinliang.subsystems.incoming.flow import CLERK as ENTERING
from jinliang.subsystems.outgoing.flow import CLERK
from jinliang.subsystems.outgoing.services.offices import LETTERS, NUMBERS

from ..outgoing.acting import holder
from .plans import Plan
from .telling import section_of
from .ways import LETTER_MARKS

Book = tuple[str, str, int]
# (day, name, subject): two of one day follow each other by their names.
Row = tuple[date, str, str]
Rows = defaultdict[Book, list[Row]]


def issued(plans: Iterable[Plan], senders: Collection[str] = ()) -> Rows:
    """For the books of what ``senders`` issue, without them of all; a number bears the year of the signature."""
    found: Rows = defaultdict(list)
    for plan in plans:
        sender = plan.way.sender
        if plan.subjects and (not senders or sender in senders):
            book = LETTERS if plan.way.form == "letter" and sender in LETTER_MARKS else NUMBERS
            given_on, signed_on = plan.act("number").at.date(), plan.act("sign").at.date()
            found[sender, book, signed_on.year].append((given_on, plan.name, plan.subject))
    return found


def entered(plans: Iterable[Plan], receivers: Collection[str]) -> Rows:
    """For the registers of what ``receivers`` enter."""
    found: Rows = defaultdict(list)
    for plan in plans:
        if not set(receivers).isdisjoint(plan.way.registers):
            for act, subject in zip(plan.entries, plan.subjects[1:], strict=True):
                if act.unit in receivers:
                    on = act.at.date()
                    found[act.unit, incoming.NUMBERS, on.year].append((on, plan.name, subject))
    return found


def reserve(rows: Rows) -> None:
    for (code, book, year), wanted in sorted(rows.items()):
        by = holder(section_of(code), (ENTERING if book == incoming.NUMBERS else CLERK).key)
        subjects = [subject for *_, subject in sorted(wanted)]
        numbers.reserve_many(book, org.unit_by_code(code).pk, year, subjects, by=by)
