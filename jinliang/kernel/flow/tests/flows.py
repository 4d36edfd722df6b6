"""The flows that the tests of this kernel walk through."""

from jinliang.base.days import Period
from jinliang.kernel.flow import registry, versions
from jinliang.kernel.flow.declare import (
    STARTER,
    Branch,
    Choice,
    Condition,
    End,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Operator,
    Rule,
    Service,
    Step,
    chosen,
    duty,
    held,
)
from jinliang.kernel.org.registry import Duty

CLERK = Duty("flowtest.clerk", "办理（测试）")
CHIEF = Duty("flowtest.chief", "审批（测试）")
OFFICE = Duty("flowtest.office", "会办（测试）")

# The clerk drafts, three offices chosen by him countersign, the chief issues.
LETTER = Flow(
    key="flowtest.letter",
    name="发文（测试）",
    start="draft",
    nodes=(
        Step(
            "draft",
            "拟稿",
            duty(CLERK.key),
            (Move("submit", "送会签", "sign"), Move("direct", "直送签发", "issue"), Move("drop", "不办", "dropped")),
            period=Period(3, "测试规则"),
        ),
        Step(
            "sign",
            "会签",
            chosen(),
            (Move("agree", "同意", "issue"), Move("object", "不同意", "draft", asks=("opinion",))),
            mode=Mode.PARALLEL,
        ),
        Step(
            "issue",
            "签发",
            duty(CHIEF.key),
            (Move("issue", "签发", "number", asks=("outcome:办理结果",)), Move("more", "再核", "check")),
        ),
        Step("check", "复核", held("draft"), (Move("checked", "已复核", "issue"),)),
        Service("number", "flowtest.number", "end"),
        End("end", "已签发"),
        End("dropped", "不予办理"),
    ),
)

# Two ways at once; one of them has two steps; then the chief.
ROADS = Flow(
    key="flowtest.roads",
    name="并行（测试）",
    start="begin",
    nodes=(
        Step("begin", "受理", STARTER, (Move("go", "分办", "split"),)),
        Fork("split", (Branch("left1"), Branch("right"))),
        Step("left1", "左一", duty(CLERK.key), (Move("next", "下一步", "left2"),)),
        Step("left2", "左二", duty(CLERK.key), (Move("next", "下一步", "join"), Move("stop", "终止", "end"))),
        Step("right", "右", duty(CHIEF.key), (Move("next", "下一步", "join"),)),
        Join("join", "last"),
        Step("last", "审批", duty(CHIEF.key), (Move("done", "办结", "end"),)),
        End("end", "办结"),
    ),
)

# What is urgent skips the review; what concerns others goes to them too; two of three reviewers are enough.
CHOICES = Flow(
    key="flowtest.choices",
    name="选择（测试）",
    start="begin",
    nodes=(
        Step("begin", "登记", STARTER, (Move("go", "提交", "urgent"),)),
        Choice("urgent", (Branch("end", (Condition("urgent", Operator.IS, True),)),), "fork"),
        Fork(
            "fork",
            (
                Branch("law", (Condition("amount", Operator.AT_LEAST, 100),)),
                Branch("money", (Condition("amount", Operator.AT_LEAST, 10),)),
                Branch("join"),
            ),
        ),
        Step("law", "法制", duty(CLERK.key), (Move("ok", "通过", "join"),)),
        Step("money", "财务", duty(CHIEF.key), (Move("ok", "通过", "join"),)),
        Join("join", "vote"),
        Step(
            "vote",
            "评审",
            chosen(),
            (Move("yes", "赞成", "end"), Move("no", "反对", "begin")),
            mode=Mode.PARALLEL,
            quorum=2,
        ),
        End("end", "办结"),
    ),
)

ANY = Flow(
    key="flowtest.any",
    name="任一（测试）",
    start="split",
    nodes=(
        Fork("split", (Branch("a"), Branch("b"), Branch("c"))),
        Step("a", "甲", duty(CLERK.key), (Move("ok", "办毕", "join"),)),
        Step("b", "乙", duty(CHIEF.key), (Move("ok", "办毕", "join"),)),
        Step("c", "丙", duty(OFFICE.key), (Move("ok", "办毕", "join"),)),
        Join("join", "end", Rule.QUORUM, 2),
        End("end", "办结"),
    ),
)

QUEUE = Flow(
    key="flowtest.queue",
    name="依次（测试）",
    start="send",
    nodes=(
        Step("send", "送审", STARTER, (Move("go", "送审", "turn"),)),
        Step("turn", "依次审阅", chosen(), (Move("ok", "已审", "end"),), mode=Mode.SEQUENCE),
        End("end", "办结"),
    ),
)

ALL = (LETTER, ROADS, CHOICES, ANY, QUEUE)


def publish() -> None:
    for flow in ALL:
        registry.flow(flow)
    versions.publish_all()


@registry.service("flowtest.number")
def number(case, by):
    """A service step that leaves something to see."""
    type(case).objects.filter(pk=case.pk).update(number=f"测〔2026〕{case.pk}号")
