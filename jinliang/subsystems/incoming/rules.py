"""What the 2012 regulation asks of an incoming document (《党政机关公文处理工作条例》); no database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jinliang.base.days import Period

REGULATION = "《党政机关公文处理工作条例》"

# Article 24 (4): an urgent document is given a time limit. The regulation names no days; offices bind themselves. [K]
URGENT = Period(3, "内部办理时限（加急）")
TOP = Period(1, "内部办理时限（特急）")
CHECKING = Period(1, "内部办理时限")
PROPOSING = Period(1, "内部办理时限")
ASSIGNING = Period(1, "内部办理时限")
# What is promised by the day that the office set.
OWN_LIMIT = "收文办理时限"
TASK_LIMIT = "收文承办时限"

# What may have come: the fifteen kinds of article 8, and what offices receive besides.
KINDS = {
    "request": "请示", "report": "报告", "letter": "函", "notice": "通知", "circular": "通报", "opinion": "意见",
    "reply": "批复", "decision": "决定", "resolution": "决议", "order": "命令（令）", "communique": "公报",
    "proclamation": "公告", "announcement": "通告", "motion": "议案", "minutes": "纪要", "telegram": "电报",
    "digest": "简报", "other": "其他来文",
}  # fmt: skip
# Ends of titles by which a kind is told, the longer before the shorter.
_ENDS = {"会议纪要": "minutes", "命令": "order", "令": "order"} | {
    name: key for key, name in KINDS.items() if key not in ("order", "other")
}


class Classification(StrEnum):
    """What this network may hold: nothing that is a state secret."""

    OPEN = ""
    INTERNAL = "internal"


CLASSIFICATIONS = {Classification.OPEN: "普通", Classification.INTERNAL: "内部（工作秘密）"}


def kind_of(title: str) -> str:
    """The kind that a title ends in; "other" where it ends in none."""
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", title.strip())
    return next((key for ending, key in _ENDS.items() if bare.endswith(ending)), "other")


def number_key(number: str) -> str:
    """A document's number without what clerks type differently: brackets, blanks, a zero or 第 before the digits."""
    plain = re.sub(r"[\s〔〕\[\]【】（）()﹝﹞［］第]", " ", number.strip())
    return re.sub(r"\b0+(?=\d)", "", re.sub(r"\s+", " ", plain)).replace(" ", "|").strip("|")


def title_key(title: str) -> str:
    """A title without its punctuation and blanks."""
    return re.sub(r"[\W_]+", "", title)


def initialled(kind: str) -> str:
    """圈阅 on a document that asks is consent, on every other it is read. [K]"""
    return "同意" if kind == "request" else "已阅"


def remarks(kind: str) -> tuple[str, ...]:
    """The three usual remarks of a leader, by what came in."""
    if kind == "request":
        return ("同意。", "请按程序办理。", "请提出意见后再议。")
    if kind in ("letter", "motion"):
        return ("请按拟办意见办理。", "请研究后答复。", "已阅。")
    return ("请按拟办意见办理。", "请抓好落实。", "已阅。")


def limit_for(urgency: int) -> Period | None:
    return {1: URGENT, 2: TOP}.get(urgency)


@dataclass(frozen=True, slots=True)
class Fault:
    """``field`` is the input that it belongs to."""

    field: str
    what: str
    why: str
    way_out: str


def faults(title: str, sender: str, dated_on: date | None, received_on: date, today: date) -> list[Fault]:
    """What is wrong with a registration as it is typed."""
    why = f"登记应当记载公文的主要信息和办理情况（{REGULATION}第二十四条）"
    found = []
    if not title.strip():
        found.append(Fault("title", "还没有标题", why, "来文没有标题的，请概括主要内容"))
    if not sender.strip():
        found.append(Fault("sender", "还没有来文单位", why, "请填写来文单位的全称或简称"))
    if dated_on and dated_on > today:
        found.append(Fault("dated_on", "成文日期晚于今天", why, "请核对来文的成文日期"))
    if received_on > today:
        found.append(Fault("received_on", "收文日期晚于今天", why, "请填写实际收到的日期"))
    return found


# Article 24 (4): what asks for action goes, with a proposal, to the head of one's own institution; (5): on its way from
# reader to reader none may be left out.
OWN_LEADERS = f"批办性公文应当提出拟办意见报本机关负责人批示（{REGULATION}第二十四条）"
MOST_ORDERS, MOST_LEADERS = 20, 12


def order_faults(name: str, posts: Sequence[int]) -> list[Fault]:
    """What is wrong with a standing order of leaders as it is given."""
    found = []
    if not name.strip():
        found.append(Fault("name", "还没有名称", "拟办时按名称选用批示顺序", "例如：农林水事项"))
    if not posts:
        found.append(Fault("add", "还没有选择领导", "批示顺序至少有一位领导", "请在“加入领导”中选择"))
    if len(posts) > MOST_LEADERS:
        what = f"一个批示顺序最多 {MOST_LEADERS} 位领导"
        found.append(Fault("add", what, "依次批示过多会延误办理", "请移出几位，或分成几个批示顺序"))
    if len(set(posts)) < len(posts):
        found.append(Fault("add", "同一岗位不能排两次", "依次批示每个岗位一次", "请移出重复的一位"))
    return found


def rearranged(posts: Sequence[int], act: str, post: int) -> list[int]:
    """``posts`` after one of them went ``up`` or ``down``, was dropped or was added at the end."""
    rest = [one for one in posts if one != post]
    if act == "add":
        return [*posts, post] if post not in posts else list(posts)
    if post not in posts:
        return list(posts)
    if act == "drop":
        return rest
    place = max(0, posts.index(post) + {"up": -1, "down": 1}.get(act, 0))
    return [*rest[:place], post, *rest[place:]]


def replies_to(title: str) -> str:
    """The matter of a title, as an answer names it: 关于增加护林员的请示 -> 增加护林员."""
    found = re.search(r"关于(.+?)的?(?:请示|报告|函|通知|意见|通报)?(?:[（(][^（）()]*[）)])?$", title.strip())
    return found[1] if found else title.strip()
