"""What was rung in at the duty room. Every text is made up; no database."""

from __future__ import annotations

from dataclasses import dataclass

from .. import names

TOWNS = names.TOWNSHIPS


@dataclass(frozen=True, slots=True)
class Call:
    """``ago`` days back, at ``hour``; closed when something was done."""

    ago: int
    hour: int
    caller: str
    matter: str
    handling: str = ""
    told: str = ""
    is_closed: bool = True


CALLS = (
    Call(6, 20, f"{TOWNS[0]}镇政府值班室", "强降雨，镇内道路一处小塌方，无人员伤亡，已设警示。（示例）",
         "已记录并转县交通运输局值班室，要求连夜排查。22时回电，道路已清通。", "带班领导、县交通运输局"),
    Call(5, 21, "群众电话", "反映山林方向有烟。（示例）",
         "已转县林业和草原局核实，系居民熏制腊肉，无火情。", "县林业和草原局"),
    Call(4, 19, "市政府总值班室", "抽查值班到岗情况。（示例）", "值班员在岗，电话畅通，已应答。", "带班领导"),
    Call(3, 22, f"{TOWNS[1]}镇政府值班室", "停电影响集镇供水，预计两小时恢复。（示例）",
         "已了解情况，请该镇备好应急供水；23时50分回电恢复供电。", "带班领导、县水利局"),
    Call(2, 20, "县水利局值班室", "水库水位正常，报送当日水情。（示例）", "已记录。"),
    Call(1, 19, f"{TOWNS[2]}镇政府值班室", "报告明日上午有群众集中咨询林地补偿，请求派人指导。（示例）",
         "已电告县林业和草原局，请明早派人到场。", "县林业和草原局", is_closed=False),
)  # fmt: skip
