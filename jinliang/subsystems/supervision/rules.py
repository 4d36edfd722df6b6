"""What an office binds itself to when it supervises (《政府督查工作条例》, 2021); no database."""

from __future__ import annotations

from datetime import date

REGULATION = "《政府督查工作条例》"
# Article 4 names what governments supervise; these are where an item comes from.
ORIGINS = {
    "instruction": "领导批示",
    "meeting": "会议议定事项",
    "decision": "重大决策部署",
    "petition": "群众反映",
    "other": "其他",
}
LIMIT = "督查事项办理期限"
FEEDBACK_DAYS = 15
"""Without another day an item is answered within so many working days. [K]"""


def faults(
    matter: str, lead: int | None, assisting: list[int], due_on: date | None, today: date
) -> dict[str, list[str]]:
    """field -> what is wrong with an item that is to be opened."""
    found: dict[str, list[str]] = {}
    if not matter.strip():
        found["matter"] = ["还没有督查事项。请写明要办成什么"]
    if lead is None:
        found["lead"] = [f"还没有责任单位。督查事项应当明确承办单位（{REGULATION}）"]
    elif lead in assisting:
        found["assisting"] = ["牵头单位不能同时是配合单位。请去掉一处"]
    if due_on is not None and due_on <= today:
        found["due_on"] = ["办理期限不晚于今天。请填写以后的日期"]
    return found


def faults_of_move(due_on: date, reason: str, before: date, today: date) -> dict[str, list[str]]:
    """field -> what is wrong with another last day for an item."""
    found: dict[str, list[str]] = {}
    if due_on <= today:
        found["due_on"] = ["办理期限不晚于今天。请填写以后的日期"]
    elif due_on == before:
        found["due_on"] = ["与现在的办理期限相同。请填写新的日期"]
    if not reason.strip():
        found["reason"] = ["还没有理由。请写明为什么调整期限"]
    return found
