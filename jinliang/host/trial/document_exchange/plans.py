"""Which documents went from whom to whom, and what became of the copies. Every text is made up; no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..accounts import BUREAU, GOVERNMENT
from ..outgoing.texts import PREFECTURE, STAGE

PROVINCE, CITY, CITY_FORESTRY, CITY_ECOLOGY = "990000000", "990100000", "990100003", "990100004"
# None that an office of the trial counts by its own book: the same number would come twice.
MARKS = {
    PROVINCE: "示政发", CITY: f"{PREFECTURE[0]}政办发", CITY_FORESTRY: f"{PREFECTURE[0]}林发",
    CITY_ECOLOGY: f"{PREFECTURE[0]}环发", GOVERNMENT: f"{STAGE[1]}政通", BUREAU: f"{STAGE[1]}林通",
}  # fmt: skip
MATTERS = (
    ("做好春季造林准备工作", "抓住有利时节，把造林任务落实到山头地块"),
    ("开展古树名木补充调查", "摸清资源底数，建立一树一档"),
    ("加强汛期值班值守", "确保信息畅通、指令直达"),
    ("报送年度重点工作完成情况", "如实反映进展，查找差距不足"),
    ("做好秋冬季森林防火工作", "压实责任，严管火源，快速处置"),
    ("规范公文格式和报送程序", "提高公文质量和运转效率"),
    ("开展办公用房和资产清查", "做到账实相符、权属清楚"),
    ("组织档案工作业务培训", "提高基层档案管理水平"),
    ("做好林业有害生物监测", "早发现、早报告、早处置"),
    ("开展节约用水宣传", "推动机关带头节水"),
    ("征求林区道路养护办法意见", "使办法更符合基层实际"),
    ("召开生态护林员工作会议", "总结经验，部署下一阶段任务"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """``ago`` working days it was sent by ``sender`` to the units of ``level`` and ``kind`` below ``below``.
    ``signed``: so many of a hundred copies were signed for; the rest waits, is being read or came back."""

    name: str
    sender: str
    below: str
    level: int
    kind: str
    matter: int
    ago: int
    urgency: int = 0
    signed: int = 100
    asks_slip: bool = False
    is_internal: bool = False

    @property
    def title(self) -> str:
        return f"关于{MATTERS[self.matter][0]}的通知"

    @property
    def text(self) -> tuple[str, ...]:
        matter, aim = MATTERS[self.matter]
        return (
            f"为{matter}，{aim}，现将有关事项通知如下。",
            "各单位要明确负责人和经办人，对照本通知要求逐项落实，工作中遇到的问题及时报告。",
            "各项工作应当于规定期限前完成，完成情况由各单位办公室汇总后报送。",
        )


def _open() -> Iterator[Plan]:
    """What waits on the desks of the stage."""
    yield Plan("open/fire", CITY, CITY, 3, "government", 4, 0, urgency=2, signed=0, asks_slip=True)
    yield Plan("open/meeting", CITY_FORESTRY, CITY, 3, "department", 11, 1, signed=40, asks_slip=True)
    yield Plan("open/opinions", CITY_ECOLOGY, CITY, 3, "government", 10, 1, urgency=1, signed=0, is_internal=True)
    yield Plan("open/water", PROVINCE, PROVINCE, 3, "government", 9, 2, signed=0)
    yield Plan("open/assets", GOVERNMENT, GOVERNMENT, 3, "department", 6, 3, signed=55, asks_slip=True)
    yield Plan("open/pests", BUREAU, BUREAU, 4, "station", 8, 2, signed=60)


def _past() -> Iterator[Plan]:
    ways = (
        (CITY, CITY, 3, "government"), (GOVERNMENT, GOVERNMENT, 3, "department"),
        (CITY_FORESTRY, CITY, 3, "department"), (BUREAU, BUREAU, 4, "station"),
        (PROVINCE, PROVINCE, 3, "government"), (GOVERNMENT, GOVERNMENT, 4, ""),
    )  # fmt: skip
    for number in range(36):
        sender, below, level, kind = ways[number % len(ways)]
        yield Plan(
            f"past/{number}", sender, below, level, kind, (number * 5 + number // 6) % len(MATTERS), 6 + number * 3,
            urgency=(0, 0, 0, 1, 0, 2, 0)[number % 7], signed=100 if number % 4 else 90, asks_slip=number % 3 == 0,
        )  # fmt: skip
    # One to everybody.
    yield Plan("past/all", PROVINCE, PROVINCE, 0, "", 5, 24)


OPEN = tuple(_open())
PLANS = (*OPEN, *_past())
