"""Documents with levels, tables, notes and attachments, some of them across the sheet. Made up; no database."""

from __future__ import annotations

from random import Random

from .. import names
from .phrases import AIMS, HEADS, MATTERS, NEXT, NUMBERS

Attached = tuple[tuple[str, str, bool], ...]
OFFICES = (
    "自然资源局",
    "林业和草原局",
    "生态环境局",
    "农业农村局",
    "水利局",
    "财政局",
    "住房和城乡建设局",
    "交通运输局",
)
TOWNS = tuple(f"{name}镇" for name in names.TOWNSHIPS)
MONTHS = tuple(f"{month}月" for month in range(1, 13))
BUDGETS = ("办公费", "印刷费", "差旅费", "维修费", "租赁费", "培训费", "劳务费", "委托业务费")


def body(draw: Random, about: str, year: int) -> str:
    """Up to four levels, a table or a list, and a note."""
    lines = [
        f"为做好{year}年{about}工作，{draw.choice(AIMS)}，制定本方案，现印发执行。",
        "一、总体要求",
        draw.choice(HEADS)[1],
    ]
    lines += ["二、主要任务"]
    for number, (head, said) in zip(NUMBERS, draw.sample(HEADS, draw.choice((3, 4))), strict=False):
        lines += [f"（{number}）{head}", said]
        if draw.random() < 0.6:
            for place, (inner, told) in enumerate(draw.sample(HEADS, 2), start=1):
                lines += [f"{place}.{inner}", told]
                if draw.random() < 0.3:
                    lines += ["（1）时间安排", draw.choice(NEXT), "（2）责任落实", draw.choice(HEADS)[1]]
    lines += ["三、进度安排", *_table(["阶段", "工作内容", "完成时限"], _stages(draw))]
    lines += ["注：遇节假日顺延，具体时间以通知为准。", "四、保障措施"]
    lines += [f"+ {said}" for _, said in draw.sample(HEADS, 3)] if draw.random() < 0.5 else [draw.choice(HEADS)[1]]
    return "\n".join(lines)


def attached(draw: Random, about: str) -> Attached:
    """One to three: tasks, figures of a year across the sheet, a roster, a reply slip."""
    kinds = draw.sample((_tasks, _year, _money, _slip), draw.choice((1, 2, 2, 3)))
    return tuple(kind(draw, about) for kind in kinds)


def _stages(draw: Random) -> list[list[str]]:
    months = sorted(draw.sample(range(1, 13), 3))
    return [
        [name, said, f"{month}月底前"]
        for name, (said, _), month in zip(
            ("部署启动", "组织实施", "检查验收"), draw.sample(HEADS, 3), months, strict=True
        )
    ]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


def _tasks(draw: Random, about: str) -> tuple[str, str, bool]:
    rows = [
        [str(place), head, said.rstrip("。"), f"县{lead}", f"县{helper}", f"{draw.randint(1, 12)}月底"]
        for place, (head, said) in enumerate(draw.sample(HEADS, draw.choice((6, 8, 10))), start=1)
        for lead, helper in [draw.sample(OFFICES, 2)]
    ]
    head = ["序号", "任务", "具体要求", "责任单位", "配合单位", "完成时限"]
    return f"{about}任务分解表", "\n".join(_table(head, rows)), True


def _year(draw: Random, about: str) -> tuple[str, str, bool]:
    """Fourteen columns: only across the sheet is there room for them."""
    rows = []
    for town in draw.sample(TOWNS, draw.choice((5, 8))):
        figures = [draw.randint(1, 60) for _ in MONTHS]
        rows.append([town, *map(str, figures), str(sum(figures))])
    return f"{about}分月计划表", "\n".join(_table(["单位", *MONTHS, "合计"], rows)), True


def _money(draw: Random, about: str) -> tuple[str, str, bool]:
    rows = [
        [name, f"{draw.randint(20, 900) / 10:.1f}", draw.choice(("", "按进度拨付", "年底结算"))] for name in BUDGETS
    ]
    total = sum(float(row[1]) for row in rows)
    text = [
        *_table(["项目", "金额（万元）", "备注"], [*rows, ["合计", f"{total:.1f}", ""]]),
        "注：本表不含上级补助资金。",
    ]
    return f"{about}经费安排表", "\n".join(text), False


def _slip(draw: Random, about: str) -> tuple[str, str, bool]:
    lines = [f"一、{about}联络人信息", *_table(["单位", "姓名", "职务", "电话"], [["", "", "", ""], ["", "", "", ""]])]
    lines += ["二、填报说明", f"- {draw.choice(NEXT)}", f"- {draw.choice(MATTERS['office'])}有关要求按原规定执行。"]
    return "联络人回执", "\n".join(lines), False
