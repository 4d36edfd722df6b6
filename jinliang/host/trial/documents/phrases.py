"""What the documents are about, put together by chance from made-up material. Pure; no database."""

from __future__ import annotations

from random import Random

from .. import names

PLACES = tuple(f"{name}镇" for name in names.TOWNSHIPS)
ROUNDS = ("", "", "", "第一批", "第二批", "第三批", "上半年", "下半年", "第一季度", "第二季度", "第三季度", "第四季度")
MATTERS = {
    "forest": (
        "林区道路管护", "护林员巡护", "防火隔离带清理", "瞭望塔检修", "林木种苗抽查", "古树名木复查",
        "封山育林区管护", "退耕还林地块核查", "林下经济项目验收", "森林抚育作业", "野生动物疫源疫病监测",
        "采伐迹地更新", "国有林场危房修缮",
    ),
    "land": (
        "永久基本农田图斑核实", "地质灾害隐患点巡查", "闲置土地清理", "测量标志维护", "临时用地复垦", "矿山生态修复",
        "不动产登记资料整理", "乡村建设用地整理", "采砂坑回填", "国土空间规划实施评估", "界桩维护",
    ),
    "environment": (
        "饮用水水源地保护", "入河排污口排查", "秸秆综合利用", "工地扬尘治理", "危险废物规范化管理", "环境监测站运行",
        "农村生活污水治理", "噪声扰民问题整治", "排污许可证后检查", "碳排放数据核算", "生态环境宣传月活动",
    ),
    "agriculture": (
        "高标准农田建设", "冬小麦田间管理", "农机安全检查", "农产品质量抽检", "动物强制免疫", "种子市场检查",
        "设施大棚改造", "农民专业合作社规范化建设", "农药包装废弃物回收", "撂荒地复耕", "乡村产业项目储备",
    ),
    "water": (
        "小型水库除险加固", "河道清淤", "山洪灾害预警设施维护", "取水计量设施安装", "农村饮水管网改造",
        "灌区量水设施检修", "节水型机关建设", "水土保持方案核查", "堤防白蚁防治", "防汛物资储备", "河湖岸线清理",
    ),
    "finance": (
        "部门预算编制", "专项资金绩效自评", "国有资产清查盘点", "政府采购档案整理", "公务卡结算", "会计人员继续教育",
        "非税收入票据核销", "结转结余资金清理", "惠民补贴发放核查", "预算执行进度报送", "办公设备配置标准修订",
    ),
    "housing": (
        "老旧小区改造", "自建房安全排查", "燃气管道检测", "路灯节能改造", "城镇排水管网普查", "物业服务信用评价",
        "公共停车场建设", "建筑工地复工检查", "园林绿地养护", "危旧房屋鉴定", "生活垃圾分类设施配置",
    ),
    "transport": (
        "农村公路养护", "桥梁定期检测", "客运站安全检查", "超限运输治理", "公交站亭维修", "渡口安全管理",
        "交通标志标线更新", "冬季除雪保通", "货运企业信用考核", "公路绿化补植", "候车环境整治",
    ),
    "office": (
        "公文格式规范", "档案资料移交", "办公用房调整", "机关节能", "值班值守", "信息报送", "会议室使用管理",
        "政务公开内容更新", "督查事项办理", "机关食堂管理", "电子印章使用管理", "群众来信答复", "公务用车调度",
    ),
}  # fmt: skip
FIELDS = tuple(MATTERS)
VERBS = ("做好", "加强", "推进", "规范", "组织开展")
AIMS = (
    "压实工作责任",
    "方便群众办事",
    "消除安全隐患",
    "提高办理效率",
    "摸清底数",
    "巩固已有成果",
    "统一工作标准",
    "保证按期完成",
    "节约财政资金",
    "改进工作作风",
)
HEADS = (
    ("明确责任分工", "各单位明确一名负责人和一名联络人，名单于三个工作日内报送。"),
    ("摸清基本情况", "逐项登记、逐件核对，做到底数清楚、情况真实、台账完整。"),
    ("突出工作重点", "先易后难、分步实施，对群众反映集中的问题优先处理。"),
    ("严格质量标准", "按照现行技术规范组织实施，完成一项、验收一项、销号一项。"),
    ("管好用好资金", "资金专款专用，支出凭证齐全，接受财政和审计监督。"),
    ("加强协同配合", "涉及两个以上单位的，由牵头单位召集会商，意见不一致的及时提请协调。"),
    ("按时报送进展", "每月末报送工作进展，遇有重大情况随时报告。"),
    ("强化督促检查", "采取随机抽查和定点复查相结合的方式，检查结果在一定范围内通报。"),
    ("做好宣传引导", "通过政务网站和公示栏公布工作安排，听取群众意见。"),
    ("完善档案资料", "工作中形成的文字、图表和影像资料及时整理归档。"),
    ("注意作业安全", "高处、水上和有限空间作业必须落实防护措施，不具备条件的不得开工。"),
    ("建立长效机制", "总结有效做法，修订管理办法，防止问题反复。"),
)
FACTS = (
    "截至目前，已完成{a}处，占计划的{p}%。",
    "本期共出动{a}人次，发现问题{b}个，已整改{c}个。",
    "涉及{b}个村、{a}户，现场核实工作已经完成。",
    "安排资金{a}万元，实际支出{p}%，余额结转下期使用。",
    "共收到意见建议{b}条，采纳{c}条，其余已逐条说明。",
    "与上年同期相比，工作量增加{b}%，平均用时缩短{c}天。",
)
FAULTS = (
    "个别点位进度偏慢，人员力量不足。",
    "部分台账填写不完整，数据前后不一致。",
    "配合单位之间信息沟通不够及时。",
    "设备老化，冬季运行不够稳定。",
)
NEXT = (
    "对照问题清单逐项整改，月底前全部完成。",
    "充实一线力量，按周调度进度。",
    "完善数据核对办法，由专人负责汇总。",
    "总结经验，在其他地方推广。",
)
NUMBERS = "一二三四五六"


def matter(draw: Random, field: str) -> str:
    """Such as 第二批椿翎镇护林员巡护."""
    place = draw.choice(PLACES) if draw.random() < 0.7 else ""
    return f"{draw.choice(ROUNDS)}{place}{draw.choice(MATTERS[field])}"


def title(kind: str, name: str, draw: Random, about: str) -> str:
    """``name`` is that of the kind."""
    if kind in ("notice", "opinion"):
        return f"关于{draw.choice(VERBS)}{about}工作的{name}"
    if kind == "request":
        return f"关于{about}所需经费的{name}"
    if kind == "reply":
        return f"关于同意实施{about}项目的{name}"
    if kind == "letter":
        return f"关于商请{draw.choice(('配合', '支持', '提供资料协助'))}{about}工作的{name}"
    return f"关于{about}工作情况的{name}"


def body(kind: str, draw: Random, about: str, year: int) -> str:
    """Plain text with headings, of one page or two."""
    return "\n".join(_WRITERS.get(kind, _directive)(draw, about, year))


def _fact(draw: Random) -> str:
    c = draw.randint(2, 9)
    return draw.choice(FACTS).format(a=draw.randint(24, 480), b=draw.randint(10, 40), c=c, p=draw.randint(61, 99))


def _headed(parts: list[tuple[str, str]]) -> list[str]:
    return [line for number, (head, said) in zip(NUMBERS, parts, strict=False) for line in (f"{number}、{head}", said)]


def _directive(draw: Random, about: str, year: int) -> list[str]:
    parts = draw.sample(HEADS, draw.choice((2, 2, 3, 3, 4, 6)))
    return [
        f"为做好{year}年{about}工作，{draw.choice(AIMS)}，现将有关事项通知如下。", *_headed(parts),
        f"执行中遇到的问题，请及时与承办科室联系。{_fact(draw)}",
    ]  # fmt: skip


def _opinion(draw: Random, about: str, year: int) -> list[str]:
    parts = draw.sample(HEADS, draw.choice((3, 4, 5)))
    return [f"为推进{year}年{about}工作，{draw.choice(AIMS)}，现提出如下意见。", *_headed(parts)]


def _report(draw: Random, about: str, year: int) -> list[str]:
    parts = [
        ("基本情况", f"{year}年以来，我单位围绕{about}，{draw.choice(AIMS)}，各项工作按计划进行。{_fact(draw)}"),
        ("主要做法", "".join(said for _, said in draw.sample(HEADS, draw.choice((1, 2, 3))))),
        ("存在的问题", draw.choice(FAULTS)),
        ("下一步打算", draw.choice(NEXT)),
    ]
    return [f"现将{about}工作情况报告如下。", *_headed(parts), "特此报告。"]


def _request(draw: Random, about: str, year: int) -> list[str]:
    money = draw.randint(12, 260)
    parts = [
        ("必要性", f"{about}现有条件不能满足工作需要，群众反映较多，{draw.choice(FAULTS)}"),
        ("工作内容", f"拟于{year}年内分两个阶段实施。{draw.choice(HEADS)[1]}"),
        ("经费来源", f"共需资金{money}万元，本单位调剂{money // 3}万元，尚缺{money - money // 3}万元。"),
    ]
    return [f"为做好{about}，{draw.choice(AIMS)}，现将有关事项请示如下。", *_headed(parts), "妥否，请批示。"]


def _reply(draw: Random, about: str, year: int) -> list[str]:
    parts = [
        ("实施内容", f"同意实施{about}项目，于{year}年内完成。"),
        ("资金安排", f"核定资金{draw.randint(12, 260)}万元，列入年度预算，专款专用。"),
        *draw.sample(HEADS, 1),
    ]
    return ["你单位关于该项目的请示收悉。经研究，批复如下。", *_headed(parts), "此复。"]


def _letter(draw: Random, about: str, year: int) -> list[str]:
    asked = draw.choice(
        ("明确一名联络人参加会商", "提供近三年的有关数据", "派员参加现场核查", "于规定时间内书面反馈意见")
    )
    return [
        f"因{year}年{about}工作需要，{draw.choice(AIMS)}，现函商如下。", f"请贵单位{asked}。{_fact(draw)}",
        f"所提供的资料仅用于本项工作。{draw.choice(HEADS)[1]}", "专此函达，请予支持。",
    ]  # fmt: skip


def _circular(draw: Random, about: str, year: int) -> list[str]:
    parts = [("总体情况", _fact(draw)), ("存在的问题", draw.choice(FAULTS)), ("工作要求", draw.choice(HEADS)[1])]
    return [f"近期对{year}年{about}工作进行了检查，现将情况通报如下。", *_headed(parts)]


_WRITERS = {
    "opinion": _opinion, "report": _report, "request": _request, "reply": _reply, "letter": _letter,
    "circular": _circular,
}  # fmt: skip
