"""What the page of sending is asked for: in whose name, which document, which recipients; and the act itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.http import QueryDict

from jinliang.base.errors import Missing, NotAllowed
from jinliang.kernel.files import services as files
from jinliang.kernel.files import uploads
from jinliang.kernel.files.queries import File
from jinliang.kernel.org.access import PageRequest
from jinliang.kernel.org.queries import Unit

from . import composing, forms, queries, receptions, registry
from .composing import Recipients
from .models import Dispatch
from .registry import Proposal
from .services import sending
from .services.sending import Parcel


@dataclass(slots=True)
class Asked:
    """An act of sending on its page. Without a ``proposal`` the document is uploaded."""

    uuid: UUID
    unit: Unit
    units: list[Unit]
    proposal: Proposal | None
    recipients: Recipients
    earlier: list[Dispatch] = field(default_factory=list)

    def form(self, posted: QueryDict, *, is_sent: bool) -> forms.Sending:
        """Checked when it is sent; while recipients are gathered, what was typed stays as it is."""
        kind = forms.Sending if self.proposal else forms.Uploaded
        names = ("urgency", "first_copy_number")
        proposed = {name: getattr(self.proposal, name) for name in names} if self.proposal else {}
        return kind(posted if is_sent else None, initial=posted.dict() or proposed)


def asked(request: PageRequest) -> Asked:
    units = receptions.sending_units(request.actor)
    if not units:
        raise NotAllowed("您在当前岗位没有可以分发公文的单位", way_out="请切换到公文收发岗位")
    proposal = _proposal(request, {unit.pk for unit in units})
    chosen = str(proposal.unit_id) if proposal else request.POST.get("sender", "")
    unit = next((one for one in units if str(one.pk) == chosen), units[0])
    if request.method == "POST":
        recipients = composing.posted(request.POST, unit.pk, request.actor)
    else:
        recipients = composing.proposed(proposal) if proposal else Recipients()
    earlier = list(queries.dispatches_of(proposal.subject)) if proposal else []
    return Asked(_uuid(request.POST), unit, units, proposal, recipients, earlier=earlier)


def _proposal(request: PageRequest, units: set[int]) -> Proposal | None:
    """A document that is not there, not for this actor or not of his units is the same: missing."""
    if not (subject := request.GET.get("from", "")):
        return None
    found = registry.proposed(subject, request.actor)
    if found is None or found.unit_id not in units:
        raise Missing("没有找到这份公文，或它还没有成文")
    return found


@transaction.atomic
def send(request: PageRequest, asked: Asked, typed: dict[str, Any]) -> Dispatch:
    """The files that came with the form belong to the dispatch, or to nothing."""
    by, subject, proposal = request.actor, sending.subject_of(asked.uuid), asked.proposal
    if known := sending.known(asked.uuid, asked.unit.pk, by=by):
        return known
    if proposal:
        document: File | None = proposal.file
        said = {name: getattr(proposal, name) for name in ("title", "number", "kind", "dated_on")}
    else:
        uploaded = files.receive(request, "document", subject=subject, by=by, allowed=frozenset({"pdf"}))
        document, said = next(iter(uploaded), None), {}
    files.receive(request, "attachments", subject=subject, by=by)
    parcel = Parcel(
        unit_id=asked.unit.pk,
        document=document,
        source=proposal.subject if proposal else "",
        recipients=asked.recipients.addressed,
        **typed | said,
    )
    return sending.send(parcel, uuid=asked.uuid, by=by)


def context(request: PageRequest, asked: Asked) -> dict[str, Any]:
    kept = {f"kept_{name}": _kept(request, name) for name in ("document", "attachments")}
    own = {"asked": asked, "proposal": asked.proposal, "uuid": asked.uuid}
    return chooser(request, asked.unit, asked.recipients) | kept | own


def chooser(request: PageRequest, unit: Unit, recipients: Recipients) -> dict[str, Any]:
    """The part of the page on which recipients are gathered."""
    return {
        "sender": unit,
        "recipients": recipients,
        "role_names": composing.ROLE_NAMES,
        "scopes": composing.scopes(unit),
        "levels": list(queries.LEVELS.items()),
        "kinds": composing.KINDS,
        "groups": list(queries.groups_of(request.actor)),
        "post_to": request.get_full_path(),
    }


def _kept(request: PageRequest, name: str) -> list[Any]:
    return uploads.kept(request.POST.getlist(f"{name}_upload"), by=request.actor)


def _uuid(posted: QueryDict) -> UUID:
    try:
        return UUID(posted.get("_uuid", ""))
    except ValueError:
        return uuid4()
