"""The documents that are written in the trial, and how far each has come. Every text is made up; no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..accounts import BUREAU, GOVERNMENT
from . import texts
from .texts import Wording

PRINTED = "end"


@dataclass(frozen=True, slots=True)
class Paper:
    """``ago`` working days it was begun by ``drafter``, and it stands at ``step``. ``unit`` issues it.
    ``numbered_copies``: so many are printed, each with its 份号 (copies.py)."""

    name: str
    kind: str
    form: str
    wording: Wording
    ago: int
    step: str = PRINTED
    unit: str = GOVERNMENT
    drafter: str = "handler"
    urgency: int = 0
    with_countersigning: bool = False
    with_legal_review: bool = False
    with_secrecy_review: bool = False
    is_sent_back: bool = False
    answers: str = ""
    numbered_copies: int = 0


def _open() -> Iterator[Paper]:
    """One or two at every step: what the people of the stage find on their desks."""
    made = texts.NOTICES
    yield Paper("open/draft", "notice", "document", made["patrol"], 1, "draft")
    yield Paper("open/back", "notice", "document", made["water"], 4, "draft", is_sent_back=True)
    yield Paper("open/vet", "request", "upward", texts.REQUEST_UP, 2, "vet", drafter="clerk")
    yield Paper("open/vet2", "letter", "letter", texts.LETTER_BOUNDARY, 2, "vet", urgency=1)
    yield Paper("open/sign", "notice", "document", made["winter"], 4, "sign", urgency=2)
    yield Paper("open/recheck", "circular", "document", texts.CIRCULAR_PRAISE, 6, "recheck")
    yield Paper("open/countersign", "opinion", "document", texts.OPINION, 3, "countersign", with_countersigning=True)
    yield Paper("open/number", "notice", "document", made["archives"], 7, "number", drafter="clerk")
    # From here on: behind the running sites.
    yield Paper("open/legal", "announcement", "document", texts.ANNOUNCEMENT_FIRE, 3, "legal", with_legal_review=True)
    yield Paper("open/secrecy", "notice", "document", made["map"], 2, "secrecy", with_secrecy_review=True)
    yield Paper("open/sign2", "report", "upward", texts.REPORT_UP, 5, "sign", drafter="clerk")
    yield Paper("open/proof", "notice", "document", made["duty"], 8, "proof", drafter="clerk")
    yield Paper("open/seal", "notice", "document", made["assets"], 9, "seal", with_countersigning=True)
    yield Paper("open/distribute", "notice", "document", made["reading"], 10, "distribute", drafter="clerk")


def _printed() -> Iterator[Paper]:
    """From the oldest to the newest."""
    yield Paper("order", "order", "order", texts.ORDER, 190, with_legal_review=True, drafter="clerk")
    yield Paper(
        "decision", "decision", "document", texts.DECISION, 178, drafter="clerk", with_countersigning=True,
        with_secrecy_review=True,
    )  # fmt: skip
    yield Paper("resolution", "resolution", "document", texts.RESOLUTION, 171, drafter="clerk")
    yield Paper("communique", "communique", "document", texts.COMMUNIQUE, 160, drafter="clerk")
    yield Paper("proclamation", "proclamation", "document", texts.PROCLAMATION, 152, with_legal_review=True)
    yield Paper("announcement", "announcement", "document", texts.ANNOUNCEMENT_BAN, 144, with_legal_review=True)
    yield Paper("motion", "motion", "document", texts.MOTION, 130, drafter="clerk")
    yield Paper("report", "report", "upward", texts.REPORT_HALF_YEAR, 118, drafter="clerk")
    yield Paper("minutes", "minutes", "minutes", texts.MINUTES, 109, drafter="clerk")
    yield Paper("request", "request", "upward", texts.REQUEST_OF_BUREAU, 96, unit=BUREAU)
    yield Paper("reply", "reply", "document", texts.REPLY, 84, answers="request", with_countersigning=True)
    yield Paper("circular", "circular", "document", texts.CIRCULAR_FAULTS, 72, drafter="clerk", numbered_copies=24)
    yield Paper("letter", "letter", "letter", texts.LETTER_DATA, 61)
    yield Paper("letter/bureau", "letter", "letter", texts.LETTER_OF_BUREAU, 44, unit=BUREAU)
    yield Paper("minutes/2", "minutes", "minutes", texts.MINUTES_SECOND, 31, drafter="clerk", numbered_copies=12)
    for place, key in enumerate(texts.PAST_NOTICES):
        unit = BUREAU if place % 4 == 3 else GOVERNMENT
        yield Paper(
            f"notice/{key}", "notice", "document", texts.NOTICES[key], 185 - 14 * place, unit=unit,
            drafter="handler" if place % 2 else "clerk", with_countersigning=place % 5 == 2 and unit == GOVERNMENT,
        )  # fmt: skip


# What is there before the sites start; the rest comes behind them.
FIRST = 8
PAPERS = (*_open(), *sorted(_printed(), key=lambda one: -one.ago))
