"""What this kernel asks of those below it."""

from __future__ import annotations

from jinliang.kernel.flow import registry as flow

from . import making
from .flow import APPROVER, AUDITOR, ISSUING, KEEPER, MAKER

__all__ = ["KEEPER"]

flow.on_event(ISSUING.key, making.carry_out)
for duty in (APPROVER, MAKER, AUDITOR):
    flow.sight(ISSUING.key, duty.key, below=True)
