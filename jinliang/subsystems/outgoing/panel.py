"""The document's part of the case page: what it is, to whom, its text, what the rules say, what the leaders signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from jinliang.base import ids
from jinliang.base.actor import Actor
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import rendering
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.variation import is_own
from jinliang.kernel.org import queries as org

from . import bases, chain, copying, joining, queries, registry, second_form
from .flow import SIGNERS
from .models import Outgoing, Recipient
from .services import issuing


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment as it is read on a page."""

    title: str
    body: SafeString


def context(case: Case, actor: Actor) -> dict[str, Any]:
    outgoing = queries.of_case(case.pk)
    text = queries.text_of(outgoing)
    return (
        whole(outgoing)
        | recipients(outgoing)
        | {
            "outgoing": outgoing,
            "rests_on": bases.rests_on(actor, outgoing),
            "resting": bases.resting_on(actor, outgoing.used_by.all()),
            "chain": _deeper(actor, outgoing),
            "chain_page": chain.page_of(outgoing.subject),
            "repealed_by": chain.repealed_by(actor, outgoing) if outgoing.printed_at else [],
            "text": text,
            "asked": _asked(outgoing),
            "is_looked_at": outgoing.signed_version is not None and is_own(queries.step_of(outgoing)),
            "faults": [] if outgoing.printed_at else queries.faults(outgoing),
            "has_changed": not outgoing.printed_at and issuing.has_changed(outgoing),
            "may_write": case.pk == outgoing.case_id and _may_write(actor, outgoing),
            "ofd": second_form.shown(outgoing) if outgoing.sealed_at else None,
            "joints": joining.lines(actor, outgoing),
            "chase_key": ids.new_id(),
            "may_print_copies": copying.may_print(actor, outgoing),
            "actions": registry.actions_for(outgoing, actor) if outgoing.is_issued else [],
            "sent": registry.distributions(outgoing.subject) if outgoing.is_issued else [],
        }
    )


def _asked(outgoing: Outgoing) -> list[str]:
    """Whom the vetter has chosen to sign, while it stands at a step of the office's own before them."""
    posts = outgoing.case.data.get(SIGNERS, [])
    if not posts or outgoing.signed_version or not is_own(queries.step_of(outgoing)):
        return []
    labels = org.post_labels(posts)
    return [labels[post] for post in posts if post in labels]


def recipients(outgoing: Outgoing) -> dict[str, list[str]]:
    rows, roles = list(outgoing.recipients.all()), {"main": Recipient.Role.MAIN, "copies": Recipient.Role.COPY}
    return {name: [one.name for one in rows if one.role == role] for name, role in roles.items()}


def _deeper(actor: Actor, outgoing: Outgoing) -> chain.Chain | None:
    """The whole chain, where it goes on behind what the document itself names and what names it."""
    if not outgoing.bases.exists() and not outgoing.used_by.exists():
        return None
    found = chain.chain(actor, outgoing.subject)
    return found if any(one.depth for one in (*found.above, *found.below)) else None


def whole(outgoing: Outgoing) -> dict[str, Any]:
    """The text and what is attached to it, to be read."""
    attachments = list(outgoing.attachments.all())
    return {
        "body": _html(outgoing.subject),
        "attachments": [Attached(one.title, _html(one.subject)) for one in attachments],
    }


def _html(subject: str) -> SafeString:
    found = next(iter(documents.of(subject)), None)
    return rendering.to_html(documents.version(found).text) if found and found.latest else SafeString("")


def _may_write(actor: Actor, outgoing: Outgoing) -> bool:
    return outgoing.printed_at is None and queries.writing_item(actor, outgoing) is not None
