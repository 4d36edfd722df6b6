"""How the votes of a step with several holders come to one."""

from __future__ import annotations

from typing import Any

from .declare import Step


def agreed(step: Step, arrived: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The last vote for the move that reached the quorum."""
    for move in step.moves:
        votes = [branch for branch in arrived if branch["move"] == move.key]
        if step.quorum and len(votes) >= step.quorum:
            return votes[-1]
    return None


def last_declared(step: Step, arrived: list[dict[str, Any]]) -> dict[str, Any]:
    order = [move.key for move in step.moves]
    return max(arrived, key=lambda branch: order.index(branch["move"]))
