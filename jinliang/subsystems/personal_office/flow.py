"""Leave goes before the head over the one who asks for it, and comes into force with his word. Data only."""

from __future__ import annotations

from jinliang.kernel.flow.declare import End, Flow, Move, Step, chosen
from jinliang.kernel.flow.registry import flow

LEAVE = flow(
    Flow(
        key="personal_office.leave",
        name="请假外出",
        start="approve_leave",
        nodes=(
            # Whose post that is: services/leave.py.
            Step(
                "approve_leave",
                "请假审批",
                chosen(),
                moves=(Move("approve", "同意", "end"), Move("decline", "不同意", "declined", asks=("opinion",))),
            ),
            End("end", "已批准"),
            End("declined", "不同意"),
        ),
    )
)
