from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.db import transaction

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.files import services as files
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import offices, sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel
from tests.cast import Cast
from tests.stages import stage

TITLE = "关于做好冬季护林工作的通知"


@cache
def pdf() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@dataclass
class Exchange:
    """The clerks of the county government, its forestry bureau and of the other county, and what they send."""

    cast: Cast
    sender: Actor
    receiver: Actor
    other: Actor
    address: str = ""

    def parcel(self, *units: object, uuid: UUID | None = None, **changes: object) -> tuple[Parcel, UUID]:
        uuid = uuid or uuid4()
        wanted = [one if isinstance(one, Addressed) else Addressed(one.pk, may_print=True) for one in units]
        file = files.store(pdf(), "示例.pdf", subject=sending.subject_of(uuid), by=SYSTEM)
        parcel = Parcel(self.cast.government.pk, TITLE, "通知", file, "示政发〔2026〕1号", recipients=wanted)
        return replace(parcel, **changes), uuid

    def send(self, *units: object, **changes: object) -> Dispatch:
        parcel, uuid = self.parcel(*(units or (self.cast.bureau,)), **changes)
        return sending.send(parcel, uuid=uuid, by=self.sender)

    def copy(self, sent: Dispatch, unit: object = None) -> Copy:
        return Copy.objects.select_related("dispatch__unit", "unit").get(
            dispatch=sent, unit=unit or self.cast.bureau, state__in=("delivered", "read", "signed", "returned")
        )


@contextmanager
def refused(kind: type[Refusal] = Refusal, match: str | None = None) -> Iterator[None]:
    with pytest.raises(kind, match=match), transaction.atomic():
        yield


def made(cast: Cast) -> Exchange:
    sender = cast.grant("clerk", "document_exchange.clerk")
    # The section sends and receives for its government.
    offices.name_office(cast.government.pk, cast.unit.pk, by=sender)
    receiver = cast.grant("handler", "document_exchange.clerk")
    return Exchange(cast, sender, receiver, cast.grant("stranger", "document_exchange.clerk"))


@stage
def exchange(cast: Cast) -> Exchange:
    return made(cast)


@stage
def sent(exchange: Exchange) -> Dispatch:
    """To the bureau."""
    return exchange.send()


def states(sent: Dispatch) -> Sequence[str]:
    return list(Copy.objects.filter(dispatch=sent).order_by("order").values_list("state", flat=True))
