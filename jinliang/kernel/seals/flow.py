"""How a seal comes to be: asked for, approved, made and issued, taken over by its keeper. Data only."""

from __future__ import annotations

from jinliang.kernel.flow.declare import STARTER, End, Flow, Move, Step, duty
from jinliang.kernel.flow.registry import flow
from jinliang.kernel.org.registry import Duty

APPROVER = Duty("seals.approver", "印章制发审批")
MAKER = Duty("seals.maker", "印章制作")
KEEPER = Duty("seals.keeper", "印章保管")
AUDITOR = Duty("seals.auditor", "用印检查")

APPROVING_UNIT = "approving_unit"
"""The unit, at or above the seal's own, that approves and makes its seals."""

ISSUING = flow(
    Flow(
        key="seals.issuing",
        name="印章制发",
        start="approve_seal",
        nodes=(
            Step(
                "approve_seal",
                "审批",
                duty(APPROVER.key, unit=APPROVING_UNIT),
                moves=(
                    Move("approve", "同意制发", "make_seal"),
                    Move("decline", "不同意", "declined", asks=("opinion",)),
                ),
            ),
            Step(
                "make_seal",
                "制作启用",
                duty(MAKER.key, unit=APPROVING_UNIT),
                moves=(Move("issue", "制作并启用", "take_seal"),),
            ),
            Step("take_seal", "领取", STARTER, moves=(Move("taken", "已领取", "end"),), forbids=("send_back",)),
            End("end", "已启用"),
            End("declined", "不予制发"),
        ),
    )
)
