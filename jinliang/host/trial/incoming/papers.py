"""The documents that come in in the trial, and how far each has come. Every text is made up; no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import names

PREFECTURE, (STAGE, NEIGHBOUR, *_) = next(iter(names.PREFECTURES.items()))
TOWN = f"{names.TOWNSHIPS[0]}镇人民政府"
CLOSED, RETURNED = "closed", "returned"


@dataclass(frozen=True, slots=True)
class Sender:
    """``mark`` stands before the year in its numbers."""

    name: str
    mark: str


# No mark that an office of the trial counts by its own book: the same number would come twice.
CITY = Sender(f"{PREFECTURE}人民政府", "澄政办发")
CITY_FOREST = Sender(f"{PREFECTURE}林业和草原局", "澄林发")
CITY_LAND = Sender(f"{PREFECTURE}自然资源局", "澄自然资函")
NEIGHBOURS = Sender(f"{NEIGHBOUR}人民政府", "松政函")
FOREST = Sender(f"{STAGE}林业和草原局", "栎林")
WATER = Sender(f"{STAGE}水利局", "栎水")
FINANCE = Sender(f"{STAGE}财政局", "栎财")
TOWNS = Sender(TOWN, "椿政")


@dataclass(frozen=True, slots=True)
class Paper:
    """``ago`` working days it was registered (never today: the hour may not have come), and it stands at ``step``;
    ``days`` to do it in, where that is set.

    ``leaders`` sign one after the other; ``with_assisting``: a second unit helps; ``by_hand``: the leader wrote on the
    printed sheet; ``with_call``: somebody was chased by telephone; ``with_supervision``: it is followed up.
    """

    name: str
    sender: Sender
    number: int
    matter: str
    kind: str
    ago: int
    step: str = CLOSED
    urgency: int = 0
    days: int = 0
    leaders: int = 1
    with_assisting: bool = False
    by_hand: bool = False
    with_call: bool = False
    with_supervision: bool = False

    @property
    def title(self) -> str:
        return f"关于{self.matter}的{KINDS[self.kind]}"

    @property
    def text(self) -> str:
        return TEXTS[self.kind].format(matter=self.matter, stage=STAGE, sender=self.sender.name)


KINDS = {"request": "请示", "report": "报告", "letter": "函", "notice": "通知"}
TEXTS = {
    "request": (
        "为做好{matter}，我单位会同有关单位作了调查，提出如下意见。\n一、基本情况\n现有条件不能满足工作需要，群众反映较多，"
        "需要统筹安排。\n二、工作建议\n拟分两个阶段实施：第一阶段摸清底数，第二阶段组织实施并验收。\n三、经费来源\n"
        "所需经费从本级预算中安排，不足部分由我单位调剂解决。\n妥否，请批示。"
    ),
    "report": (
        "现将{matter}报告如下。\n一、主要做法\n我单位成立了工作小组，逐项明确责任人和完成时限。\n二、存在的问题\n"
        "部分点位进度偏慢，人员力量不足。\n三、下一步打算\n按周调度，年底前全部完成。\n特此报告。"
    ),
    "letter": (
        "因工作需要，现就{matter}函商如下。\n一、请贵单位提供有关情况和资料。\n二、请明确一名联系人参加会商。\n"
        "三、请于收到本函后十个工作日内函复。\n专此函达。"
    ),
    "notice": (
        "为做好{matter}，现将有关事项通知如下。\n一、提高认识\n各单位要把这项工作摆上重要位置，主要负责同志亲自抓。\n"
        "二、明确责任\n按照职责分工，细化措施，落实到人。\n三、按时报送\n请于规定时间前将工作情况书面报送。"
    ),
}  # fmt: skip


def _open() -> Iterator[Paper]:
    """One or more at every step: what the people of the stage find on their desks."""
    yield Paper("open/top", CITY, 141, "启动森林防火应急值守工作", "notice", 1, "instruct", urgency=2)
    yield Paper("open/instruct", FOREST, 127, "增加护林员巡护经费", "request", 2, "instruct", urgency=1)
    yield Paper("open/instruct2", NEIGHBOURS, 112, "共同开展界河巡查", "letter", 3, "instruct", leaders=2)
    yield Paper("open/check", CITY_LAND, 166, "报送林地变更调查资料", "letter", 1, "check")
    yield Paper("open/propose", WATER, 119, "冬季水利设施检修情况", "report", 1, "propose")
    yield Paper("open/assign", TOWNS, 118, "修缮护林检查站", "request", 3, "assign")
    yield Paper("open/late", CITY_FOREST, 133, "开展古树名木补充调查工作", "notice", 9, "handle", 1, 4, with_call=True)
    yield Paper(
        "open/handle",
        CITY,
        138,
        "做好年度林草考核准备工作",
        "notice",
        4,
        "handle",
        days=12,
        with_assisting=True,
        with_supervision=True,
    )
    # From here on: behind the running sites.
    yield Paper("open/accept", FINANCE, 144, "上半年林业专项资金使用情况", "report", 6, "accept", days=15)
    yield Paper("open/second", CITY_FOREST, 135, "做好野生动物疫源疫病监测工作", "notice", 5, "second", leaders=2)
    yield Paper("open/check2", TOWNS, 111, "设立临时防火检查点", "request", 1, "check", urgency=1)
    yield Paper(
        "open/late2", CITY, 129, "清理规范林区临时用地工作", "notice", 16, "handle", days=8, with_assisting=True
    )


_PAST = (
    (CITY, "加强林区道路管护工作", "notice"), (FOREST, "开展退耕还林检查验收", "request"),
    (CITY_FOREST, "做好林木种苗质量抽查工作", "notice"), (NEIGHBOURS, "协查木材来源", "letter"),
    (WATER, "水源地保护林建设", "request"), (FINANCE, "生态补偿资金兑付情况", "report"),
    (TOWNS, "更换防火宣传牌", "request"), (CITY_LAND, "核实林地边界图斑", "letter"),
    (CITY, "开展林业安全生产检查工作", "notice"), (FOREST, "林业有害生物防治情况", "report"),
    (CITY_FOREST, "报送森林资源年度数据工作", "notice"), (TOWNS, "护林员培训情况", "report"),
)  # fmt: skip


def _closed() -> Iterator[Paper]:
    """From the oldest to the newest."""
    for place in range(26):
        sender, matter, kind = _PAST[place % len(_PAST)]
        part = ("", "（第二批）", "（补充）")[place // len(_PAST)]
        yield Paper(
            f"past/{place}", sender, 3 + place, f"{matter}{part}", kind, 190 - 7 * place,
            RETURNED if place % 13 == 6 else CLOSED, urgency=1 if place % 6 == 2 else 0, days=15 if place % 2 else 0,
            leaders=2 if place % 5 == 3 else 1, with_assisting=place % 4 == 1, by_hand=place % 9 == 4,
            with_call=place % 8 == 5,
        )  # fmt: skip


# What is there before the sites start; the rest comes behind them.
FIRST = 8
PAPERS = (*_open(), *_closed())
