"""How an incoming document travels, and how each of those that are charged with it answers."""

from __future__ import annotations

from jinliang.kernel.flow.declare import End, Flow, Mode, Move, Step, chosen, duty
from jinliang.kernel.flow.registry import flow, vary
from jinliang.kernel.flow.variation import Field, Latitude
from jinliang.kernel.org.registry import Duty

from . import rules

CLERK = Duty("incoming.clerk", "收文登记分办")
PROPOSER = Duty("incoming.proposer", "收文拟办")
INSTRUCTOR = Duty("incoming.instructor", "收文批示")
SECRETARY = Duty("incoming.secretary", "批示代录")
HANDLER = Duty("incoming.handler", "收文承办")

CLOSED = "已办结"
INSTRUCTING = ("instruct", "instruct_together")
# 圈阅 is declared first: whoever wrote something decides what the round is called.
_INSTRUCT = (Move("initial", "圈阅", "assign"), Move("sign", "批示", "assign", asks=("opinion",)))

DOCUMENT = flow(
    Flow(
        key="incoming.document",
        name="收文",
        start="check",
        nodes=(
            # Article 24 (3): what does not fit the rules goes back to who sent it, with the reason.
            Step(
                "check",
                "初审",
                duty(CLERK.key),
                moves=(
                    Move("pass", "初审通过，送拟办", "propose"),
                    Move("return", "退回来文单位", "returned", asks=("opinion",)),
                ),
                period=rules.CHECKING,
            ),
            Step(
                "propose",
                "拟办",
                duty(PROPOSER.key),
                moves=(
                    Move("to_instruct", "送领导批示（依次）", "instruct", asks=("opinion",)),
                    Move("to_instruct_together", "送领导批示（同时）", "instruct_together", asks=("opinion",)),
                    Move("direct", "直接分办", "assign", asks=("opinion",)),
                ),
                period=rules.PROPOSING,
            ),
            Step("instruct", "领导批示", chosen(INSTRUCTOR.key), moves=_INSTRUCT, mode=Mode.SEQUENCE),
            Step("instruct_together", "领导批示（同时）", chosen(INSTRUCTOR.key), moves=_INSTRUCT, mode=Mode.PARALLEL),
            Step(
                "assign",
                "分办",
                duty(CLERK.key),
                moves=(
                    Move("assign", "交承办", "handle"),
                    Move("again", "再送拟办", "propose", asks=("opinion",)),
                    Move("close", "办结归档", "closed"),
                ),
                period=rules.ASSIGNING,
            ),
            Step(
                "handle",
                "承办跟踪",
                duty(CLERK.key),
                moves=(
                    Move("close", "办结归档", "closed"),
                    Move("again", "办理情况再送拟办", "propose", asks=("opinion",)),
                ),
            ),
            End("closed", CLOSED),
            End("returned", "已退回来文单位"),
        ),
    )
)

vary(
    DOCUMENT.key,
    Latitude(
        basis=f"签收、登记、初审、承办、传阅、催办、答复由{rules.REGULATION}第二十四条规定",
        open={
            ("check", "pass"): True,
            ("check", "return"): True,
            ("propose", "to_instruct"): True,
            ("propose", "to_instruct_together"): True,
            ("propose", "direct"): True,
            ("instruct", "initial"): True,
            ("instruct", "sign"): True,
            ("instruct_together", "initial"): True,
            ("instruct_together", "sign"): True,
            # These have a page of their own, on which nobody is chosen for an added step.
            ("assign", "assign"): False,
            ("assign", "close"): False,
            ("handle", "close"): False,
        },
        around=("propose", "assign", "handle"),
        spare=("instruct_together",),
        notes={
            ("check", "return"): "来文单位还没有收到退回",
            ("assign", "assign"): "承办任务已经发出",
            ("assign", "close"): "归档标识已填，还没有办结",
            ("handle", "close"): "归档标识已填，还没有办结",
        },
        fields=(
            Field("kind", "文种", tuple(rules.KINDS.items())),
            Field("urgency", "紧急程度", ((0, "平件"), (1, "加急"), (2, "特急"))),
        ),
    ),
)

TASK = flow(
    Flow(
        key="incoming.task",
        name="收文承办",
        start="handle",
        nodes=(
            Step(
                "handle",
                "承办",
                # Units that have somebody with the duty, or any person by name: he needs no duty to be charged.
                chosen(),
                moves=(
                    Move("feedback", "反馈办理情况", "accept", asks=("opinion",)),
                    Move("unfit", "不属本单位职责，退回分办", "accept", asks=("opinion",)),
                ),
            ),
            # Sent back from here it goes to who handled it (the verb 退回).
            Step(
                "accept",
                "核收反馈",
                duty(CLERK.key, unit="office"),
                moves=(Move("accept", "确认办毕", "done"), Move("drop", "撤销该项承办", "dropped", asks=("opinion",))),
            ),
            End("done", "已办毕"),
            End("dropped", "已撤销"),
        ),
    )
)
