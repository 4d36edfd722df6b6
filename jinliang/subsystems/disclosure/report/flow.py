"""How a yearly report travels: drawn up and checked in the disclosure office, issued by the head of the agency."""

from __future__ import annotations

from jinliang.kernel.flow.declare import End, Flow, Move, Step, duty
from jinliang.kernel.flow.registry import flow
from jinliang.kernel.org.registry import Duty

from ..inner.flow import CHIEF, CLERK

ISSUER = Duty("disclosure.report_issuer", "公开年度报告签发")
# The case belongs to the disclosure office; its data names the agency, whose head issues.
AGENCY = "agency"

REPORT = flow(
    Flow(
        key="disclosure.yearly_report",
        name="公开年度报告",
        start="draft",
        nodes=(
            Step("draft", "编制", duty(CLERK.key), moves=(Move("submit", "送审", "review"),)),
            Step("review", "审核", duty(CHIEF.key), moves=(Move("pass", "审核通过", "issue"),)),
            Step("issue", "签发", duty(ISSUER.key, unit=AGENCY), moves=(Move("issue", "签发", "end"),)),
            End("end", "已发布"),
        ),
    )
)
