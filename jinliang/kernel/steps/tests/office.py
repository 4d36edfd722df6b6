"""A flow that may be varied, a unit that varies it, and short ways to do so."""

import itertools

from jinliang.kernel.flow import registry, services, versions
from jinliang.kernel.flow.declare import STARTER, End, Flow, Mode, Move, Step, chosen, duty
from jinliang.kernel.flow.models import Item
from jinliang.kernel.flow.variation import Field, Latitude
from jinliang.kernel.org.registry import Duty
from jinliang.kernel.steps import queries, table
from jinliang.kernel.steps import services as steps
from jinliang.kernel.steps.flow import DESIGNER, SECTION_HEAD

CLERK = Duty("stepstest.clerk", "办理（步骤表测试）")
CHIEF = Duty("stepstest.chief", "审批（步骤表测试）")

PAPER = Flow(
    key="stepstest.paper",
    name="公函（测试）",
    start="draft",
    nodes=(
        Step("draft", "拟稿", STARTER, (Move("submit", "送审核", "check"),)),
        Step(
            "check", "审核", duty(CLERK.key),
            (
                Move("sign", "送签发", "sign"),
                Move("ask", "送会签", "ask"),
                Move("back", "退拟稿", "draft", asks=("opinion",)),
            ),
        ),
        Step(
            "ask", "会签", chosen(), (Move("agree", "同意", "check"), Move("object", "不同意", "check")), Mode.PARALLEL,
        ),
        Step("sign", "签发", duty(CHIEF.key), (Move("issue", "签发", "end"),)),
        End("end", "已签发"),
    ),
)  # fmt: skip
LATITUDE = Latitude(
    basis="审核、签发的次序由示例规则规定",
    open={("draft", "submit"): False},
    around=("check",),
    spare=("ask",),
    shared=("ask",),
    fields=(Field("kind", "文种", (("letter", "函"), ("request", "请示"))),),
)


class Office:
    """``chief`` designs for the unit in which clerk and chief work."""

    def __init__(self, cast, monkeypatch):
        self.cast, self.numbers = cast, itertools.count(1)
        monkeypatch.setattr(registry, "FLOWS", {PAPER.key: PAPER})
        monkeypatch.setattr(registry, "LATITUDES", {PAPER.key: LATITUDE})
        versions.publish_all()
        cast.grant("clerk", CLERK.key)
        self.designer = cast.grant("chief", CHIEF.key, SECTION_HEAD.key, DESIGNER.key)

    @property
    def board(self):
        return queries.board(self.designer, PAPER.key)

    def change(self, by_change, **more):
        given = {"based_on": self.board.version, "by": self.designer} | more
        return steps.change(PAPER.key, by_change, **given)

    def add(self, name="科室审核", place="draft/submit", kind="step", duty_key=SECTION_HEAD.key):
        """A step of the unit's own, held by a duty; its key."""
        found = {}

        def put(flow):
            changed, found["key"] = table.insert(flow, LATITUDE, place, kind, name)
            for step in changed.steps:
                if table.is_own(step.key) and not step.who.duty:
                    changed = table.change(changed, table.replace(step, who=duty(duty_key)))
            return changed

        self.change(put)
        return found["key"]

    def publish(self, reason="经科务会同意", **more):
        given = {"based_on": self.board.version, "by": self.designer} | more
        return steps.publish(PAPER.key, reason, **given)

    def open(self, unit=None, **more):
        given = {
            "unit_id": (unit or self.cast.unit).pk,
            "title": "关于植树的函",
            "subject": "",
            "key": f"open {next(self.numbers)}",
        }
        return services.open_case(PAPER.key, by=self.cast.clerk, **given | more)

    def at(self, case):
        """The names of the steps at which it stands."""
        flow, _ = versions.load(case.flow_version.sha256)
        return [
            flow.step(one.step).name for one in Item.objects.filter(case=case, state=Item.State.OPEN).order_by("pk")
        ]

    def do(self, case, move, by, **more):
        """Complete the one open item by a move's name."""
        item = Item.objects.get(case=case, state=Item.State.OPEN)
        flow, _ = versions.load(case.flow_version.sha256)
        key = next(one.key for one in flow.step(item.step).moves if one.name == move)
        services.complete(item.pk, key, by=by, key=f"do {next(self.numbers)}", **more)
        return self.at(case)
