"""How a disclosure request travels between the posts of a unit."""

from __future__ import annotations

from jinliang.kernel.flow.declare import (
    Branch,
    Choice,
    Condition,
    End,
    Flow,
    Mode,
    Move,
    Operator,
    Step,
    chosen,
    duty,
)
from jinliang.kernel.flow.registry import flow
from jinliang.kernel.org.registry import Duty

from .. import rules

CLERK = Duty("disclosure.clerk", "公开经办")
CHIEF = Duty("disclosure.chief", "公开工作机构负责人")
VETTER = Duty("disclosure.vetter", "公开法制审核")
HANDLER = Duty("disclosure.handler", "公开承办")

# The notices that go out before the answer; the chief signs each at one step, which then leads where it must wait.
PENDING = "pending"


def _pending(kind: str) -> tuple[Condition, ...]:
    return (Condition(PENDING, Operator.IS, kind),)


# What a clerk may do with a request that is his to settle; the page offers the first one most plainly.
_CLERK_MOVES = (
    Move("submit", "送审", "vet", asks=("result",)),
    Move("assign", "交承办单位", "handle", asks=("opinion",)),
    Move("ask_third_party", "征求第三方意见", "notice", asks=(PENDING,)),
    Move("request_extension", "提请延期", "notice", asks=(PENDING,)),
    Move("charge_fee", "提请收费", "notice", asks=(PENDING,)),
)

REQUEST = flow(
    Flow(
        key="disclosure.request",
        name="依申请公开",
        start="register",
        nodes=(
            Step(
                "register",
                "登记审查",
                duty(CLERK.key),
                moves=(
                    Move("settle", "受理并拟稿", "draft"),
                    Move("assign", "交承办单位", "handle", asks=("opinion",)),
                    Move("ask_completion", "要求补正", "notice", asks=(PENDING,)),
                ),
                period=rules.ASK_COMPLETION,
            ),
            Step(
                "notice",
                "告知书签发",
                duty(CHIEF.key),
                moves=(
                    Move("issue_notice", "签发告知书", "waiting"),
                    Move("decline_notice", "不同意", "settled", asks=("opinion",)),
                ),
            ),
            Choice(
                "waiting",
                branches=(
                    Branch("complete", _pending("completion")),
                    Branch("third_party", _pending("third_party")),
                    Branch("pay", _pending("fee")),
                ),
                otherwise="draft",
            ),
            Choice("settled", branches=(Branch("register", _pending("completion")),), otherwise="draft"),
            Step(
                "complete",
                "待申请人补正",
                duty(CLERK.key),
                moves=(Move("completed", "补正已收到", "register"), Move("given_up", "逾期未补正", "draft")),
            ),
            Step(
                "handle",
                "承办",
                chosen(HANDLER.key),
                moves=(Move("advise", "提出办理意见", "draft", asks=("opinion",)),),
                mode=Mode.PARALLEL,
            ),
            Step(
                "third_party",
                "待第三方意见",
                duty(CLERK.key),
                moves=(Move("opinions_in", "意见已收齐或期满", "draft"),),
            ),
            Step(
                "pay",
                "待缴费",
                duty(CLERK.key),
                moves=(Move("paid", "已缴费", "draft"), Move("unpaid", "逾期未缴费", "draft")),
            ),
            Step("draft", "拟稿", duty(CLERK.key), moves=_CLERK_MOVES),
            Step("vet", "法制审核", duty(VETTER.key), moves=(Move("pass", "审核通过", "issue"),)),
            Step("issue", "签发", duty(CHIEF.key), moves=(Move("issue", "签发", "deliver"),)),
            Step("deliver", "送达", duty(CLERK.key), moves=(Move("delivered", "已送达", "end"),)),
            End("end"),
        ),
    )
)
