"""Who and what the figures of the inner site play with: the tests' cast and two flows, made by the services."""

from __future__ import annotations

from itertools import count

from jinliang.base.actor import Actor
from jinliang.kernel.flow import registry, services, versions
from jinliang.kernel.flow.declare import End, Flow, Mode, Move, Step, chosen, duty
from jinliang.kernel.flow.models import Case
from jinliang.kernel.org.registry import Duty
from tests.cast import Cast, make_cast

CLERK = Duty("bench.clerk", "办理（测速）")
STEPS = 11


def _line(number: int) -> Step:
    after = f"s{number + 1}" if number < STEPS else "end"
    return Step(f"s{number}", f"环节{number}", duty(CLERK.key), (Move("pass", "同意", after),))


# Eleven steps in a line, so that ten are done without the end; and six with a countersign of three in the middle.
LINE = Flow("bench.line", "顺序（测速）", "s1", (*map(_line, range(1, STEPS + 1)), End("end", "办结")))
SIX = Flow(
    "bench.six",
    "会签（测速）",
    "draft",
    (
        Step("draft", "拟稿", duty(CLERK.key), (Move("pass", "送会签", "sign"),)),
        Step("sign", "会签", chosen(), (Move("pass", "同意", "issue"),), mode=Mode.PARALLEL),
        Step("issue", "签发", duty(CLERK.key), (Move("pass", "签发", "send"),)),
        Step("send", "分发", duty(CLERK.key), (Move("pass", "办毕", "end"),)),
        End("end", "办结"),
    ),
)


class Stage:
    """``clerk`` holds every step but the countersigns."""

    def __init__(self) -> None:
        for flow in (LINE, SIX):
            registry.flow(flow)
        versions.publish_all()
        self.cast: Cast = make_cast()
        self.clerk: Actor = self.cast.grant("clerk", CLERK.key)
        self.signers = [self.cast.chief, self.cast.vetter, self.cast.handler]
        self._keys = count()

    def key(self) -> str:
        return f"bench {next(self._keys)}"

    def open(self, flow: str = LINE.key, title: str = "关于印发植树造林工作方案的请示") -> Case:
        return services.open_case(
            flow, by=self.clerk, unit_id=self.cast.unit.pk, title=title, subject="", key=self.key()
        )
