"""What is taken out of the register is traced."""

from __future__ import annotations

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.kernel.trace import services as trace

from ..lists import Chosen


@transaction.atomic
def exported(number: int, chosen: Chosen, *, by: Actor) -> None:
    facts = {"rows": number, "tab": chosen.tab, "text": chosen.text, "kind": chosen.kind}
    trace.append(f"outgoing.register/{by.unit_id or 0}", "outgoing.register.export", by=by, facts=facts)
