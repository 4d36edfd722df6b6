"""What apps declare: notices with their first words, kinds of numbers, who keeps both, and where texts are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from string import Formatter

from jinliang.base.actor import Actor
from jinliang.kernel.org.registry import Duty

NOTICES = Duty("documents.notices", "告知文本维护")
NUMBERS = Duty("documents.numbers", "编号簿管理")

KeptBy = Callable[[Actor], Iterable[int]]

_books: dict[str, str] = {}
_keepers: dict[str, KeptBy] = {}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice from ``valid_from`` on. ``body`` is plain typing (see ``text.from_plain``) with {fields}.

    ``basis`` names the article; ``remedy`` tells the reader where to complain; ``labels`` names each field in Chinese.
    """

    key: str
    name: str
    title: str
    body: str
    basis: str
    labels: dict[str, str]
    remedy: str = ""
    valid_from: date = date(2019, 5, 15)


_declared: dict[str, list[NoticeText]] = {}


def notice(declared: NoticeText) -> NoticeText:
    """Declare a notice; the same key again with a later ``valid_from`` is its next wording."""
    if unnamed := fields_of(declared.title, declared.body, declared.remedy) - set(declared.labels):
        raise ValueError(f"{declared.key} has fields without a label: {sorted(unnamed)}")
    wordings = _declared.setdefault(declared.key, [])
    if any(one.valid_from == declared.valid_from for one in wordings):
        raise ValueError(f"{declared.key} is declared twice for {declared.valid_from}")
    wordings.append(declared)
    wordings.sort(key=lambda one: one.valid_from)
    return declared


def fields_of(*texts: str) -> set[str]:
    """The names in braces; raises ValueError for braces that do not pair or hold more than a name."""
    found = set()
    for text in texts:
        for _, name, form, conversion in Formatter().parse(text):
            if form or conversion:
                raise ValueError(f"{{{name}}} holds more than a name")
            if name is not None:
                found.add(name)
    return found


def declared(key: str) -> list[NoticeText]:
    """All wordings, oldest first; raises KeyError for a notice that no installed app has."""
    return _declared[key]


def is_declared(key: str) -> bool:
    return key in _declared


def keys() -> list[str]:
    return list(_declared)


def number_book(key: str, name: str, kept_by: KeptBy | None = None) -> None:
    """Papers of this kind are numbered: ``key`` for ``numbers.take``, ``name`` for people. ``kept_by(actor)`` are units
    whose book of this kind he keeps by his business, as an office does for its institution."""
    if _books.get(key, name) != name:
        raise ValueError(f"number book {key} is declared twice")
    _books[key] = name
    if kept_by is not None:
        _keepers[key] = kept_by


def books_kept(actor: Actor) -> dict[str, list[int]]:
    """Book -> the units whose book he keeps by his business."""
    kept = {key: list(units(actor)) for key, units in _keepers.items()}
    return {key: units for key, units in kept.items() if units}


def book_names() -> dict[str, str]:
    return dict(_books)


_writing: dict[str, Callable[[Actor, str, str], str]] = {}


def writing(prefix: str, page: Callable[[Actor, str, str], str]) -> None:
    """``page(actor, key, title)`` tells where he writes that text of ``prefix``/key; "" where he may not, now."""
    _writing[prefix] = page


def writing_page(subject: str, title: str, by: Actor) -> str:
    prefix, _, key = subject.partition("/")
    page = _writing.get(prefix)
    return page(by, key, title) if page else ""
