"""What the law fixes for disclosure requests. 条例 = 《中华人民共和国政府信息公开条例》 (decree 711, 2019-05-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from jinliang.base.days import Period
from jinliang.base.errors import Refusal

ASK_COMPLETION = Period(7, "《政府信息公开条例》第三十条")
COMPLETE = Period(15, "补正通知书确定的合理期限（《政府信息公开条例》第三十条）")
REPLY = Period(20, "《政府信息公开条例》第三十三条第二款")
EXTENSION = Period(20, "《政府信息公开条例》第三十三条第二款")
THIRD_PARTY = Period(15, "《政府信息公开条例》第三十二条")
CO_PRODUCER = Period(15, "《政府信息公开条例》第三十四条")
PAY_FEE = Period(20, "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）")
UNIT_REPORT_DUE = (1, 31)  # 条例第四十九条: each agency
AREA_REPORT_DUE = (3, 31)  # 条例第四十九条: the government's own, for its area


class Channel(StrEnum):
    """How a request comes in (条例第二十九条)."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    SPOKEN = "spoken"
    SIGNED_POST = "signed_post"
    ORDINARY_POST = "ordinary_post"
    FAX = "fax"


CHANNELS = {
    Channel.ONLINE: "互联网",
    Channel.IN_PERSON: "当面提交",
    Channel.SPOKEN: "口头（代填）",
    Channel.SIGNED_POST: "挂号或特快专递",
    Channel.ORDINARY_POST: "平常信函",
    Channel.FAX: "传真",
}

# 条例第三十一条: what fixes the day of receipt of each channel.
RECEIPT_FIXED_BY = {
    Channel.ONLINE: "双方确认之日",
    Channel.IN_PERSON: "提交之日",
    Channel.SPOKEN: "提交之日",
    Channel.SIGNED_POST: "签收之日",
    Channel.ORDINARY_POST: "与申请人确认之日",
    Channel.FAX: "双方确认之日",
}


def check_receipt(channel: Channel, arrived_on: date, received_on: date, today: date) -> None:
    """Refuse a day of receipt that 条例第三十一条 does not give for ``channel``."""
    if received_on > today:
        raise Refusal("收到申请之日不能晚于今天", RECEIPT_FIXED_BY[channel], field="received_on")
    if received_on < arrived_on:
        raise Refusal("收到申请之日不能早于材料到达之日", RECEIPT_FIXED_BY[channel], field="received_on")
    if channel in (Channel.IN_PERSON, Channel.SPOKEN, Channel.SIGNED_POST) and received_on != arrived_on:
        raise Refusal(
            f"{CHANNELS[channel]}的收到之日就是{RECEIPT_FIXED_BY[channel]}",
            "《政府信息公开条例》第三十一条",
            f"请填写 {arrived_on.isoformat()}",
            field="received_on",
        )


class ApplicantKind(StrEnum):
    """The columns of the yearly table, in its order."""

    NATURAL = "natural"
    COMMERCIAL = "commercial"
    RESEARCH = "research"
    WELFARE = "welfare"
    LEGAL_SERVICE = "legal_service"
    OTHER = "other"


APPLICANT_KINDS = {
    ApplicantKind.NATURAL: "自然人",
    ApplicantKind.COMMERCIAL: "商业企业",
    ApplicantKind.RESEARCH: "科研机构",
    ApplicantKind.WELFARE: "社会公益组织",
    ApplicantKind.LEGAL_SERVICE: "法律服务机构",
    ApplicantKind.OTHER: "其他",
}

DELIVERIES = {"online": "网上下载", "post": "邮寄", "pickup": "自行领取", "fax": "传真", "email": "电子邮件"}
MEDIA = {"electronic": "电子文件", "paper": "纸质文件"}


@dataclass(frozen=True, slots=True)
class Result:
    """处理结果: one row of part 3 of the yearly table, chosen when a request is closed.

    ``basis`` is the article that the answer cites; ``needs_reason`` where the answer must say why.
    """

    code: str
    group: str
    name: str
    basis: str
    needs_reason: bool = True


GROUPS = {
    "1": "（一）予以公开",
    "2": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "3": "（三）不予公开",
    "4": "（四）无法提供",
    "5": "（五）不予处理",
    "6": "（六）其他处理",
}

RESULTS = {
    result.code: result
    for result in (
        Result("1", "1", "予以公开", "第三十六条第（一）、（二）项", needs_reason=False),
        Result("2", "2", "部分公开", "第三十七条"),
        Result("3.1", "3", "属于国家秘密", "第十四条"),
        Result("3.2", "3", "其他法律行政法规禁止公开", "第十四条"),
        Result("3.3", "3", "危及“三安全一稳定”", "第十四条"),
        Result("3.4", "3", "保护第三方合法权益", "第十五条"),
        Result("3.5", "3", "属于三类内部事务信息", "第十六条第一款"),
        Result("3.6", "3", "属于四类过程性信息", "第十六条第二款"),
        Result("3.7", "3", "属于行政执法案卷", "第十六条第二款"),
        Result("3.8", "3", "属于行政查询事项", "第三十六条第（七）项"),
        Result("4.1", "4", "本机关不掌握相关政府信息", "第三十六条第（四）、（五）项"),
        Result("4.2", "4", "没有现成信息需要另行制作", "第三十八条"),
        Result("4.3", "4", "补正后申请内容仍不明确", "第三十条"),
        Result("5.1", "5", "信访举报投诉类申请", "第三十九条第一款"),
        Result("5.2", "5", "重复申请", "第三十六条第（六）项"),
        Result("5.3", "5", "要求提供公开出版物", "第三十九条第二款"),
        Result("5.4", "5", "无正当理由大量反复申请", "第三十五条"),
        Result("5.5", "5", "要求行政机关确认或重新出具已获取信息", "第三十六条第（六）项"),
        Result("6.1", "6", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "第三十条"),
        Result(
            "6.2",
            "6",
            "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
            "国办函〔2020〕109号",
        ),
        Result("6.3", "6", "其他", "第三十六条"),
    )
}

# Open the information in whole or in part: the answer carries it.
PROVIDING = frozenset({"1", "2"})


def check_result(code: str, reason: str) -> Result:
    """The result that closes a request; 条例第三十六条 wants a reason for all but full disclosure."""
    if code not in RESULTS:
        raise Refusal("请选择处理结果", "结果即年度报告表格的一行，办结时必填", field="result")
    result = RESULTS[code]
    if result.needs_reason and not reason.strip():
        raise Refusal(
            f"处理结果为“{result.name}”的，须写明理由",
            f"《政府信息公开条例》{result.basis}",
            "请在“理由”中写明事实和依据",
            field="reason",
        )
    return result


@dataclass(frozen=True, slots=True)
class FeeBands:
    """Progressive prices: (up to which number, yuan each); the last band has no upper end.

    ``step`` raises the price by ``rise`` for every further ``step`` pieces beyond the last band.
    """

    bands: tuple[tuple[int, int], ...]
    step: int = 0
    rise: int = 0

    def price_of(self, number: int) -> int:
        for upto, price in self.bands:
            if number <= upto:
                return price
        last_upto, last_price = self.bands[-1]
        return last_price + self.rise * (1 + (number - last_upto - 1) // self.step) if self.step else self.rise

    def parts(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The bill line by line: (from, to, yuan each) for each run of one price."""
        lines: list[tuple[int, int, int]] = []
        for number in range(first, last + 1):
            price = self.price_of(number)
            if lines and lines[-1][2] == price:
                lines[-1] = (lines[-1][0], number, price)
            else:
                lines.append((number, number, price))
        return lines

    def total(self, first: int, last: int) -> Decimal:
        """The fee of the pieces from the ``first``-th to the ``last``-th of the calendar month."""
        return Decimal(sum(self.price_of(number) for number in range(first, last + 1)))


# 国办函〔2020〕109号: by item, per applicant and calendar month.
FEE_BY_ITEM = FeeBands(bands=((10, 0), (30, 100)), step=10, rise=100)
# By page, the pages of all items of the month together.
FEE_BY_PAGE = FeeBands(bands=((30, 0), (100, 10), (200, 20)), rise=40)


def fee_by_items(before: int, now: int = 1) -> Decimal:
    """The fee for ``now`` items when ``before`` were already counted this month."""
    return FEE_BY_ITEM.total(before + 1, before + now)


def fee_by_pages(before: int, now: int) -> Decimal:
    return FEE_BY_PAGE.total(before + 1, before + now)


class Review(StrEnum):
    """The column groups of part 4 of the yearly table."""

    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    LITIGATION_AFTER = "litigation_after"


REVIEWS = {
    Review.RECONSIDERATION: "行政复议",
    Review.LITIGATION: "行政诉讼（未经复议直接起诉）",
    Review.LITIGATION_AFTER: "行政诉讼（复议后起诉）",
}
REVIEW_OUTCOMES = {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结"}
