"""The trial's business, subsystem by subsystem: what people find when the sites start, and the rest behind them."""

from __future__ import annotations

from collections.abc import Callable

from .disclosure import filling as disclosure
from .document_exchange import filling as document_exchange
from .documents import filling as documents
from .duty_roster import filling as duty_roster
from .incoming import filling as incoming
from .joint import filling as joint
from .leave import filling as leave
from .outgoing import filling as outgoing
from .seals import filling as seals
from .step_tables import filling as step_tables

Say = Callable[[str], None]
Step = Callable[[int, int], None]


def begin(say: Say) -> None:
    disclosure.begin(say)
    documents.begin()
    outgoing.begin(say)
    step_tables.begin(say)
    joint.begin(say)
    document_exchange.begin(say)
    incoming.begin(say)
    duty_roster.begin(say)
    leave.begin(say)


def fill(step: Step) -> None:
    """``step(done, all)`` is told after each. What is on the desks first: nobody waits for two years of past."""
    before = [part.progress() for part in (seals, outgoing, document_exchange, incoming, documents)]
    done, count = sum(done for done, _ in before), sum(count for _, count in before)
    _, requests = disclosure.progress()

    def one_more(number: int = 1) -> None:
        nonlocal done
        done += number
        step(done, count + requests)

    seals.fill(one_more)
    outgoing.fill(one_more)
    document_exchange.fill(one_more)
    incoming.fill(one_more)
    documents.fill(one_more)
    disclosure.fill(lambda past, requests: step(count + past, count + requests))


def progress() -> tuple[int, int]:
    each = [part.progress() for part in (disclosure, outgoing, document_exchange, incoming, documents, seals)]
    return sum(done for done, _ in each), sum(count for _, count in each)
