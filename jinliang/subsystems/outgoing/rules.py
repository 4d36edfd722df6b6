"""What the 2012 regulation asks of an official document (《党政机关公文处理工作条例》, cited by article); no database.

``faults`` tells what is wrong with a draft as it stands: the editor shows all of it, submitting refuses the grave ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jinliang.base.days import Period

from . import wording

REGULATION = "《党政机关公文处理工作条例》"

# The regulation names no days for these; offices bind themselves. [K]
VETTING = Period(3, "内部办理时限")
COUNTERSIGNING = Period(3, "内部办理时限")
LEGAL_REVIEW = Period(5, "内部办理时限")
SECRECY_REVIEW = Period(3, "内部办理时限")


class Direction(StrEnum):
    """行文方向, seen from who issues."""

    UP = "up"
    LEVEL = "level"
    DOWN = "down"


DIRECTIONS = {Direction.UP: "上行文", Direction.LEVEL: "平行文", Direction.DOWN: "下行文"}


class Form(StrEnum):
    """How it is printed; the names of ``kernel.typesetting``'s forms."""

    DOCUMENT = "document"
    UPWARD = "upward"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"


FORMS = {
    Form.DOCUMENT: "文件格式（下行、平行）",
    Form.UPWARD: "文件格式（上行，标注签发人）",
    Form.LETTER: "信函格式",
    Form.ORDER: "命令（令）格式",
    Form.MINUTES: "纪要格式",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """文种, article 8: where it may go, the forms it may have (the usual one first), whether it names addressees."""

    key: str
    name: str
    directions: tuple[Direction, ...]
    forms: tuple[Form, ...] = (Form.DOCUMENT,)
    needs_addressee: bool = True


_UP, _LEVEL, _DOWN = Direction.UP, Direction.LEVEL, Direction.DOWN

KINDS = {
    kind.key: kind
    for kind in (
        Kind("resolution", "决议", (_DOWN,), needs_addressee=False),
        Kind("decision", "决定", (_DOWN,)),
        Kind("order", "命令（令）", (_DOWN,), (Form.ORDER,), needs_addressee=False),
        Kind("communique", "公报", (_DOWN,), needs_addressee=False),
        Kind("proclamation", "公告", (_DOWN,), needs_addressee=False),
        Kind("announcement", "通告", (_DOWN,), needs_addressee=False),
        Kind("opinion", "意见", (_UP, _LEVEL, _DOWN), (Form.DOCUMENT, Form.UPWARD)),
        Kind("notice", "通知", (_DOWN, _LEVEL), (Form.DOCUMENT, Form.LETTER)),
        Kind("circular", "通报", (_DOWN,), (Form.DOCUMENT, Form.LETTER)),
        Kind("report", "报告", (_UP,), (Form.UPWARD,)),
        Kind("request", "请示", (_UP,), (Form.UPWARD,)),
        Kind("reply", "批复", (_DOWN,), (Form.DOCUMENT, Form.LETTER)),
        Kind("motion", "议案", (_LEVEL,)),
        Kind("letter", "函", (_LEVEL,), (Form.LETTER, Form.DOCUMENT)),
        Kind("minutes", "纪要", (_DOWN, _LEVEL), (Form.MINUTES,), needs_addressee=False),
    )
}  # fmt: skip

USES = {
    "resolution": "会议讨论通过的重大决策事项",
    "decision": "对重要事项作出决策和部署、奖惩、变更或者撤销下级的决定",
    "order": "公布行政法规和规章、宣布重大强制性措施、嘉奖",
    "communique": "公布重要决定或者重大事项",
    "proclamation": "向国内外宣布重要事项或者法定事项",
    "announcement": "在一定范围内公布应当遵守或者周知的事项",
    "opinion": "对重要问题提出见解和处理办法",
    "notice": "发布、传达要求执行或者周知的事项，批转、转发公文",
    "circular": "表彰先进、批评错误、传达重要精神和告知重要情况",
    "report": "向上级机关汇报工作、反映情况、回复询问",
    "request": "向上级机关请求指示、批准",
    "reply": "答复下级机关请示事项",
    "motion": "各级人民政府按照法律程序向同级人民代表大会提请审议事项",
    "letter": "不相隶属机关之间商洽工作、询问和答复问题、请求批准和答复审批事项",
    "minutes": "记载会议主要情况和议定事项",
}

# What the press can set above a first page that still shows text; the endings and the words of asking are practice. [K]
TITLE_LIMIT = 120
_TITLE_ENDS = {"order": ("命令", "令"), "minutes": ("纪要", "会议纪要")}
_STOPS = re.compile(r"[，。；！？,;!?]")
_ASKING = re.compile(r"(妥否|当否|是否妥当|可否)[，,]?\s*请.{0,6}(批示|批复|审批|审示)|请予(批准|审批|批复)|特此请示")
# Several units in one name, or one beyond the directory.
_SEVERAL = re.compile(r"^(各|全|有关|所有|相关|驻)|各[县乡镇市区]|[等们]$|有关|部门|各单位|公司|集团|企业|部队|院校")
ONE_MATTER = f"请示应当一文一事（{REGULATION}第十五条）"
_COPY_BREAKS = re.compile(r"[、，,；;\s]+")
_COPY_RANGE = re.compile(r"([0-9]{1,6})(?:[-—–－~～至]+([0-9]{1,6}))?")
_ENCLOSED = re.compile(r"^附件[:：]")


HEAD_SIGNS = f"重要公文和上行文由机关主要负责人签发（{REGULATION}第二十二条）"


SIGNED = f"公文应当经本机关负责人审批签发，作实质性修改的报其复审（{REGULATION}第二十二条、第二十五条）"


def wants_head(form: Form) -> bool:
    """Which other documents are weighty is for the office to say."""
    return form is Form.UPWARD


# 核发 (article 25 (4)): printed, checked, sent out. How, and for how long the document is kept.
EXCHANGE, PAPER, KEPT = "exchange", "paper", "none"
DISTRIBUTIONS = {EXCHANGE: "公文交换分发", PAPER: "纸质分发", KEPT: "不分发（留存）"}
# What is proposed for filing by kind; the clerk decides by his unit's own schedule. [K]
_PERMANENT = ("resolution", "decision", "order", "communique", "proclamation", "announcement", "motion")
_TEN_YEARS = ("notice", "letter")


def proposed_retention(kind: str) -> str:
    return "permanent" if kind in _PERMANENT else "10" if kind in _TEN_YEARS else "30"


COPY_NUMBERS = f"份号是公文印制份数的顺序号，用 6 位数字（{REGULATION}第九条，GB/T 9704 7.2.1）"
CLEARING = f"公文按发文机关的要求清退或者销毁，销毁经批准并登记，不丢失、不漏销（{REGULATION}第三十四、三十五条）"
MOST_COPIES = 999_999
MOST_AT_ONCE = 2_000  # copies whose way is entered in one act
MOST_SHEETS = 2_000  # of one print file


def run_words(copies: int, *, is_numbered: bool) -> str:
    """份 and, where each bears its number, from which to which."""
    if not copies:
        return ""
    return f"{copies} 份" + (f"，份号 {1:06}—{copies:06}" if is_numbered else "")


GIVE, TAKE_BACK, DESTROY = "give", "return", "destroy"


def copy_numbers(typed: str) -> list[int] | None:
    """The numbers of ``3、000005—000008``; None where it says something else, or more than is entered at once."""
    found: set[int] = set()
    for part in _COPY_BREAKS.split(typed.strip(" 、，,；;")):
        ends = _COPY_RANGE.fullmatch(part.strip())
        if ends is None:
            return None
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if not first <= last < first + MOST_AT_ONCE:
            return None
        found.update(range(first, last + 1))
    return sorted(found) if len(found) <= MOST_AT_ONCE else None


def copy_words(numbers: list[int]) -> str:
    """As on paper: 000003、000005—000008."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return "、".join(f"{first:06}" if first == last else f"{first:06}—{last:06}" for first, last in runs)


def copy_hindrance(act: str, *, is_out: bool, is_back: bool, is_destroyed: bool) -> str:
    """Why a copy that is so cannot go this way; empty when it can."""
    if is_destroyed:
        return "已经销毁"
    if act == TAKE_BACK:
        return "已经清退" if is_back else "" if is_out else "没有发出"
    if act == GIVE:
        return "已经清退，不再发出" if is_back else "已经发出" if is_out else ""
    return ""


REPEALING = "公文由制定机关废止；上级机关可以改变或者撤销所属部门和下级机关的公文（《地方组织法》第七十三条）"


def may_repeal(*, is_own: bool, is_above: bool) -> bool:
    """Who issues repeals his own, and what the departments and governments below him issued."""
    return is_own or is_above


JOINING = f"同级党政机关、党政机关与其他同级机关必要时可以联合行文（{REGULATION}第十七条）"
MOST_UNITS = 12  # what finds its place, with its seal, beside a line of the text (kernel.typesetting)
_RANKS = {"government": 1, "department": 2, "affiliated": 2, "station": 3}


def are_peers(kind: str, level: int, other_kind: str, other_level: int) -> bool:
    """同级机关: of one level, and governments with governments, departments with departments. A section is none."""
    rank = _RANKS.get(kind)
    return rank is not None and level == other_level and rank == _RANKS.get(other_kind)


def is_party(name: str) -> bool:
    """党的机关, by its name: it stands before those of the government."""
    return name.startswith("中共") or "党委" in name


@dataclass(frozen=True, slots=True)
class Partner:
    """联署机关. ``is_peer``: of the same rank as the leading unit; None where it is no unit of the directory."""

    name: str
    is_peer: bool | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """``direction`` of the way to him; None where only the offices know. One that is not known is no unit of the
    directory: several together ("各县级人民政府"), one outside, or misspelt."""

    name: str
    direction: Direction | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as far as it is written, on the day ``on``. ``attachments`` are the titles of what is attached."""

    kind: str
    form: Form
    title: str
    body: str
    main: tuple[Addressee, ...] = ()
    copies: tuple[Addressee, ...] = ()
    attachments: tuple[str, ...] = ()
    issuer: str = ""
    partners: tuple[Partner, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """``field`` is the input that it belongs to; one that is not grave is only told."""

    field: str
    what: str
    why: str
    way_out: str
    is_grave: bool = True


def faults(draft: Draft) -> list[Fault]:
    kind = KINDS[draft.kind]
    found = [*_title(draft, kind), *_form(draft, kind), *_addressees(draft, kind), *_body(draft), *_attachments(draft)]
    return [*found, *_partners(draft), *_matters(draft), *_days(draft), *_numbers(draft)]


def _title(draft: Draft, kind: Kind) -> Iterator[Fault]:
    title = draft.title.strip()
    why = f"标题由发文机关名称、事由和文种组成（{REGULATION}第九条）"
    if not title:
        yield Fault("title", "还没有标题", why, f"例如：关于……的{kind.name}")
        return
    ends = _TITLE_ENDS.get(kind.key, (kind.name,))
    if not title.endswith(ends):
        yield Fault("title", f"标题没有以文种“{ends[0]}”结尾", why, f"请以“的{ends[0]}”结尾，或改选文种")
    if len(title) > TITLE_LIMIT:
        yield Fault("title", f"标题有 {len(title)} 字，首页排不下", why, f"请精简到 {TITLE_LIMIT} 字以内")
    if "关于" not in title and kind.needs_addressee:
        yield Fault("title", "标题没有用“关于……的”引出事由", why, "请核对事由是否完整", is_grave=False)
    if _STOPS.search(title):
        yield Fault("title", "标题中有标点", "标题除书名号、引号、顿号外一般不用标点", "请删去", is_grave=False)
    others = [other.name for other in KINDS.values() if other is not kind and title.endswith(f"的{other.name}")]
    if others and not title.endswith(ends):
        yield Fault("kind", f"标题写的是“{others[0]}”，所选文种是“{kind.name}”", why, "请统一文种")


def _form(draft: Draft, kind: Kind) -> Iterator[Fault]:
    if draft.form not in kind.forms:
        fit = "、".join(FORMS[form] for form in kind.forms)
        yield Fault("form", f"“{kind.name}”不用{FORMS[draft.form]}", "GB/T 9704 第10章", f"可用：{fit}")


def _addressees(draft: Draft, kind: Kind) -> Iterator[Fault]:
    if kind.needs_addressee and not draft.main:
        yield Fault("main", "没有主送机关", f"{REGULATION}第九条", "请选择主送机关")
    if kind.key == "request" and len(draft.main) > 1:
        why = f"请示原则上主送一个上级机关（{REGULATION}第十五条）"
        yield Fault("main", f"请示有 {len(draft.main)} 个主送机关", why, "请只留一个主送，其他上级机关改为抄送")
    if kind.key == "request" and any(one.direction is Direction.DOWN for one in draft.copies):
        why = f"不得抄送下级机关（{REGULATION}第十五条）"
        yield Fault("copies", "请示抄送了下级机关", why, "请删去下级机关")
    wrong = [one for one in draft.main if one.direction is not None and one.direction not in kind.directions]
    for one in wrong:
        fits = "、".join(DIRECTIONS[direction] for direction in kind.directions)
        what = f"“{kind.name}”是{fits}，而{one.name}对本单位是{DIRECTIONS[one.direction]}的对象"  # type: ignore[index]
        yield Fault("main", what, f"{REGULATION}第八条、第十四条至第十七条", "请改选文种或主送机关")
    if twice := {one.name for one in draft.main} & {one.name for one in draft.copies}:
        yield Fault("copies", f"{'、'.join(sorted(twice))}既是主送又是抄送", "同一机关只送一份", "请删去一处")
    for field, others in (("main", draft.main), ("copies", draft.copies)):
        for one in others:
            if not one.is_known and not _SEVERAL.search(one.name):
                what = f"没有名为“{one.name}”的单位"
                way_out = "本系统内的单位写全称或简称；系统外的单位可以照写，分发时另行送达"
                yield Fault(field, what, "单位名称应当准确，写错的收不到", way_out, is_grave=False)


def _body(draft: Draft) -> Iterator[Fault]:
    if not draft.body.strip():
        yield Fault("text", "还没有正文", f"{REGULATION}第九条", "请写正文")
    if draft.kind == "report" and (found := _ASKING.search(draft.body)):
        why = f"不得在报告等非请示性公文中夹带请示事项（{REGULATION}第十五条）"
        yield Fault("text", f"报告中写了“{found[0]}”", why, "请示事项请另行请示")
    if draft.kind == "request" and not _ASKING.search(draft.body):
        yield Fault("text", "没有看到请求批示的结语", "请示的结语写明请求什么", "例如：妥否，请批示。", is_grave=False)


def _matters(draft: Draft) -> Iterator[Fault]:
    """一文一事: told by what is asked for twice."""
    if draft.kind != "request":
        return
    asked = len(_ASKING.findall(draft.body))
    wishes = wording.matters(draft.title.strip())
    if asked > 1 or len(wishes) > 1:
        what = f"请求批示的结语有 {asked} 处" if asked > 1 else f"标题写了 {len(wishes)} 件事：{'、'.join(wishes)}"
        yield Fault("text" if asked > 1 else "title", what, ONE_MATTER, "一件事写一份请示，请分开行文", is_grave=False)


def _days(draft: Draft) -> Iterator[Fault]:
    for field, text in (("title", draft.title), ("text", draft.body)):
        for words in wording.impossible_days(text):
            yield Fault(field, f"没有“{words}”这一天", "日期应当真实存在", "请核对日期")
    for words, weekday in wording.wrong_weekdays(draft.body):
        yield Fault("text", f"“{words}”其实是{weekday}", "日期与星期不符", "请核对日期或星期", is_grave=False)
    for words in wording.past_limits(draft.body, draft.on) if draft.on else ():
        yield Fault("text", f"“{words}”已经过去", "要求的期限早于今天", "请核对期限", is_grave=False)


def _numbers(draft: Draft) -> Iterator[Fault]:
    for words, due in wording.gaps(draft.body):
        why = "结构层次序数依次用“一、”“（一）”“1.”“（1）”，不跳号、不重号（GB/T 9704 7.3.3）"
        yield Fault("text", f"序号“{words}”前面缺号或者重号", why, f"此处应为“{due}”", is_grave=False)
    for words in wording.odd_numbers(f"{draft.title}\n{draft.body}"):
        why = "年份用六角括号“〔〕”括入，序号不编虚位、不加“第”字（GB/T 9704 7.2.5）"
        yield Fault("text", f"发文字号“{words}”写法不规范", why, "例如：〔2026〕5号", is_grave=False)


def _attachments(draft: Draft) -> Iterator[Fault]:
    why = f"附件说明与所附附件应当一致（{REGULATION}第九条，GB/T 9704 7.3.4）"
    named = [line for line in draft.body.splitlines() if _ENCLOSED.match(line)]
    if named and not draft.attachments:
        yield Fault("text", "正文写有“附件：”，而没有附件", why, "请添加附件；附件说明由排版自动生成，正文中不必写")
    elif named:
        yield Fault("text", "附件说明由排版自动生成", why, "请删去正文中的“附件：”各行")
    if lacking := wording.missing_attachments(draft.body, len(draft.attachments)):
        words = "、".join(f"附件{number}" for number in lacking)
        what = f"正文提到{words}，所附附件只有 {len(draft.attachments)} 个"
        yield Fault("text", what, why, "请补上附件，或改正文中的序号", is_grave=False)
    if empty := [str(at) for at, title in enumerate(draft.attachments, start=1) if not title.strip()]:
        yield Fault("attachments", f"附件{'、'.join(empty)}没有名称", why, "请填写附件名称")


def _partners(draft: Draft) -> Iterator[Fault]:
    names = [one.name for one in draft.partners]
    for one in draft.partners:
        if one.is_peer is None:
            yield Fault("joints", f"没有找到联署机关“{one.name}”", "联署机关在系统内会签、签发和用印", "请写单位全称")
        elif not one.is_peer:
            yield Fault("joints", f"{one.name}与本机关不同级，不能联合行文", JOINING, "请删去，或改为会签、抄送")
    if draft.issuer in names or len(set(names)) < len(names):
        yield Fault("joints", "同一机关写了两次", "主办机关排在最前，不必再写", "请删去一处")
    if len(names) + 1 > MOST_UNITS:
        yield Fault("joints", f"联合行文超过 {MOST_UNITS} 个机关", "落款和印章排不下", "请减少联署机关或分别行文")
    if names and draft.form == Form.MINUTES:
        yield Fault("joints", "纪要不联合行文", f"{REGULATION}第九条", "请删去联署机关")
    if both := sorted(set(names) & {one.name for one in (*draft.main, *draft.copies)}):
        yield Fault("joints", f"{'、'.join(both)}既是联署机关又是收文机关", "联署机关自己就是发文机关", "请删去一处")
    ranks = [is_party(name) for name in names]
    if ranks != sorted(ranks, reverse=True):
        yield Fault("joints", "党的机关一般排在行政机关之前", "联署机关按党、政顺序排列", "请核对顺序", is_grave=False)
