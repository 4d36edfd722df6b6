"""The trial's business, subsystem by subsystem: what people find when the sites start, and the rest behind them."""

from __future__ import annotations

from collections.abc import Callable

from .disclosure import filling as disclosure
from .document_exchange import filling as document_exchange
from .duty_roster import filling as duty_roster
from .incoming import filling as incoming
from .outgoing import filling as outgoing
from .seals import filling as seals

Say = Callable[[str], None]
Step = Callable[[int, int], None]


def begin(say: Say) -> None:
    disclosure.begin(say)
    outgoing.begin(say)
    document_exchange.begin(say)
    incoming.begin(say)
    duty_roster.begin(say)


def fill(step: Step) -> None:
    """``step(done, all)`` is told after each. Seals and documents first: nobody waits for two years of requests."""
    before = [part.progress() for part in (seals, outgoing, document_exchange, incoming)]
    done, documents = sum(done for done, _ in before), sum(count for _, count in before)
    _, requests = disclosure.progress()

    def one_more() -> None:
        nonlocal done
        done += 1
        step(done, documents + requests)

    seals.fill(one_more)
    outgoing.fill(one_more)
    document_exchange.fill(one_more)
    incoming.fill(one_more)
    disclosure.fill(lambda done, count: step(documents + done, documents + count))


def progress() -> tuple[int, int]:
    each = [part.progress() for part in (disclosure, outgoing, document_exchange, incoming, seals)]
    return sum(done for done, _ in each), sum(count for _, count in each)
