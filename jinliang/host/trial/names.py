"""Made-up names. No place name occurs in the shipped division codes (a test); people are composed at random."""

from __future__ import annotations

from random import Random

PROVINCE = "示例省"
# Prefectures, each with its four counties; the first county is the stage of the walk-through.
PREFECTURES = {
    "澄峤市": ("云栎县", "松翎县", "漪川县", "翠屿区"),
    "沧桐市": ("霁川县", "栎川县", "枫屿县", "蔚岑区"),
    "岚屿市": ("荻川县", "桐岫县", "霜川县", "沐岚区"),
}
# Five for each county.
TOWNSHIPS = (
    "椿翎", "霜岫", "泠屿", "椿汀", "椿岫", "栎岫", "桐桕", "琅栎", "桐栎", "岚澜",
    "沐澜", "荻屿", "鹤翎", "霭岫", "霭峤", "澄澜", "蔚桕", "枫峤", "泠栎", "椿澜",
    "沐岑", "枫澜", "鹭桕", "雁岑", "柏翎", "霜峤", "鹤栎", "澄屿", "雁汀", "漪澜",
    "椿栎", "澄川", "栎翎", "桐岑", "泠翎", "霁峤", "桐澜", "楸漪", "澄汀", "栎澜",
    "霭漪", "鹭岫", "沐漪", "泠峤", "鹭漪", "鹭栎", "柏漪", "苍岫", "桐翎", "琅澜",
    "椿屿", "澈峤", "漪岫", "桐汀", "沐栎", "澄岫", "霭桕", "枫岑", "楸桕", "楸汀",
)  # fmt: skip
FOREST_FARMS = (
    "槐澜", "榆岚", "汀桦", "梧汀", "烟岫", "溪桐", "柏岑", "琅汀", "椿岚", "楸川",
    "泠川", "澈川", "霭川", "苍栎",
)  # fmt: skip

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗"
    "凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
)
_FIRST = "知予如可若映砚望亦清以言思景疏临照闻行书存念允见怀乐宜采初晚"
_SECOND = "川溪岚禾舟庭桐遥澄宁朗宣恒蔚渔樵岑柏白野苇麦棠溯泊杉墨安远涵"


def person(draw: Random) -> str:
    """Three characters of which the last two mean weather, woods and water."""
    return draw.choice(_SURNAMES) + draw.choice(_FIRST) + draw.choice(_SECOND)
