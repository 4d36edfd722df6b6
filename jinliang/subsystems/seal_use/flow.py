"""How a seal comes onto a paper that was not drafted here: asked for, approved, pressed by its keeper. Data only."""

from __future__ import annotations

from jinliang.kernel.flow.declare import STARTER, End, Flow, Move, Step, chosen, duty
from jinliang.kernel.flow.registry import flow
from jinliang.kernel.org.registry import Duty

APPROVER = Duty("seal_use.approver", "用印审批")
APPROVING_UNIT = "approving_unit"
"""The unit of the seal, or the nearest one above it in which somebody approves."""

APPLICATION = flow(
    Flow(
        key="seal_use.application",
        name="用印申请",
        start="place_seal",
        nodes=(
            Step("place_seal", "填写用印位置", STARTER, moves=(Move("submit", "送审批", "approve_use"),)),
            Step(
                "approve_use",
                "用印审批",
                duty(APPROVER.key, unit=APPROVING_UNIT),
                moves=(
                    Move("approve", "同意用印", "press_seal"),
                    Move("decline", "不同意", "declined", asks=("opinion",)),
                ),
            ),
            # The post that keeps the seal: services.approve.
            Step("press_seal", "盖章", chosen(), moves=(Move("seal", "盖章", "end"),)),
            End("end", "已盖章"),
            End("declined", "不予用印"),
        ),
    )
)
