"""分发: an outgoing document that has become an original is sent to the units that it names."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.base.clock import CHINA
from jinliang.subsystems.document_exchange import queries as sent
from jinliang.subsystems.document_exchange import receptions
from jinliang.subsystems.document_exchange.registry import Named, Proposal, Source
from jinliang.subsystems.document_exchange.rules import State
from jinliang.subsystems.outgoing import copying, queries
from jinliang.subsystems.outgoing.models import Outgoing, Recipient
from jinliang.subsystems.outgoing.registry import Action, Distribution, Holding, tells_distributions, tells_holders


def propose(key: str, actor: Actor) -> Proposal | None:
    try:
        found = queries.visible_to(actor).select_related("case", "unit", "file__blob").filter(uuid=UUID(key)).first()
    except ValueError:
        return None
    if found is None or not found.is_issued or found.file is None:
        return None
    named = {
        role: tuple(Named(one.name, one.unit_id) for one in found.recipients.all() if one.role == role)
        for role in (Recipient.Role.MAIN, Recipient.Role.COPY)
    }
    return Proposal(
        subject=found.subject,
        unit_id=found.unit_id,
        title=found.title,
        number=found.number,
        kind=found.get_kind_display(),
        dated_on=found.dated_on,
        urgency=found.case.urgency,
        file=found.file,
        main=named[Recipient.Role.MAIN],
        copies=named[Recipient.Role.COPY],
        back=reverse("desk:case", args=[found.case_id]),
        first_copy_number=_next_copy(found),
        run=found.run_words,
    )


def _next_copy(outgoing: Outgoing) -> int | None:
    """Behind what was distributed before, as far as copies were printed."""
    after = max(sent.last_copy_number(outgoing.subject), copying.last_given(outgoing)) + 1
    return after if outgoing.has_copy_numbers and after <= outgoing.print_run else None


def _holders(subject: str) -> dict[int, Holding]:
    given = sent.copy_holders(subject).items()
    return {number: Holding(name, at.astimezone(CHINA).date()) for number, (name, at) in given}


def _distributions(subject: str) -> list[Distribution]:
    rows = sent.dispatches_of(subject).annotate(count=Count("copies", filter=~Q(copies__state=State.WITHDRAWN)))
    rows = rows.annotate(signed=Count("copies", filter=Q(copies__state=State.SIGNED))).filter(count__gt=0)
    url = "document_exchange:dispatch"
    return [Distribution(one.sent_at, one.count, one.signed, reverse(url, args=[one.uuid])) for one in rows]


def _may_send(outgoing: Outgoing, actor: Actor) -> bool:
    return outgoing.unit_id in {unit.pk for unit in receptions.sending_units(actor)}


def _page(outgoing: Outgoing) -> str:
    return f"{reverse('document_exchange:new')}?{urlencode({'from': outgoing.subject})}"


Source(queries.SUBJECT, propose)
tells_holders(_holders)
tells_distributions(_distributions)
Action("document_exchange.send", "分发", "share", _may_send, _page)
