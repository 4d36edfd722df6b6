"""How an item of supervision travels: answered by the lead unit, accepted or sent back by the office behind it."""

from __future__ import annotations

from jinliang.kernel.flow.declare import End, Flow, Move, Step, duty
from jinliang.kernel.flow.registry import flow
from jinliang.kernel.org.registry import Duty

SUPERVISOR = Duty("supervision.supervisor", "督查立项催办")
HANDLER = Duty("supervision.handler", "督查承办")

ITEM = flow(
    Flow(
        key="supervision.item",
        name="督查",
        start="handle",
        nodes=(
            Step(
                "handle",
                "承办落实",
                duty(HANDLER.key, unit="lead"),
                moves=(Move("feedback", "反馈落实情况", "review", asks=("opinion",)),),
            ),
            # Sent back from here it goes to who answered (the verb 退回).
            Step(
                "review",
                "核查",
                duty(SUPERVISOR.key),
                moves=(
                    Move("close", "办结销号", "closed", asks=("opinion",)),
                    Move("go_on", "需继续落实", "handle", asks=("opinion",)),
                ),
            ),
            End("closed", "已办结"),
        ),
    )
)

# Each assisting unit answers in a case of its own, with the deadline of the item, while the lead unit is at work.
ASSIST = flow(
    Flow(
        key="supervision.assist",
        name="督查配合",
        start="assist",
        nodes=(
            Step(
                "assist",
                "配合落实",
                duty(HANDLER.key, unit="assisting"),
                moves=(Move("report", "反馈配合情况", "answered", asks=("opinion",)),),
            ),
            End("answered", "已反馈"),
        ),
    )
)
