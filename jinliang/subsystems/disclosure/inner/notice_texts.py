"""The nine notices and their remedy texts as they are first worded; an office edits them as dated versions.

The answer has a wording for each group of results, since each tells its reader something else.
"""

from __future__ import annotations

from datetime import date

from jinliang.kernel.documents.registry import NoticeText, notice, number_book

LABELS = {
    "received_on": "收到申请之日",
    "number": "登记编号",
    "wanted": "申请内容",
    "due_on": "答复期限",
    "what": "需补正内容",
    "complete_by": "补正期限",
    "reason": "理由",
    "days": "延长的工作日",
    "subject": "涉及的信息",
    "link": "专用链接",
    "opinion": "第三方意见",
    "content": "决定公开的内容",
    "month": "月份",
    "way": "计收方式",
    "amount": "金额",
    "detail": "计算过程",
    "basis": "依据条款",
    "answer": "答复内容",
    "reconsideration_organ": "行政复议机关",
}

_EITHER = (
    "如对本答复不服，可以自收到本答复之日起六十日内向{reconsideration_organ}申请行政复议，"
    "或者自收到本答复之日起六个月内依法向人民法院提起行政诉讼。"
)
# 行政复议法（2024-01-01起施行）第二十三条第一款第（四）项: a refusal to disclose goes to reconsideration first.
_RECONSIDERATION_FIRST = (
    "如对本答复不服，可以自收到本答复之日起六十日内向{reconsideration_organ}申请行政复议；"
    "对行政复议决定不服的，可以自收到行政复议决定书之日起十五日内依法向人民法院提起行政诉讼。"
)
_RECONSIDERATION_LAW = date(2024, 1, 1)

_CAME = "本机关于{received_on}收到您（单位）提交的政府信息公开申请（登记编号{number}），申请公开：{wanted}"


def _notice(
    key: str, name: str, title: str, body: str, basis: str, remedy: str = "", since: date | None = None
) -> None:
    notice(NoticeText(f"disclosure.{key}", name, title, body, basis, LABELS, remedy, *([since] if since else [])))


_notice(
    "registration",
    "登记回执",
    "政府信息公开申请登记回执",
    """本机关于{received_on}收到您（单位）提交的政府信息公开申请，已予登记，登记编号为{number}。
申请内容：{wanted}
本机关将自收到申请之日起二十个工作日内答复，即于{due_on}前答复。需要延长答复期限、征求第三方意见或者请您补正的，将另行书面告知。
您可凭查询码和预留电话在本机关网站查询办理进度。查询码仅您本人持有，请妥善保管。""",
    "《中华人民共和国政府信息公开条例》第三十一条、第三十三条",
)
_notice(
    "completion",
    "补正告知书",
    "政府信息公开申请补正告知书",
    """本机关于{received_on}收到您（单位）提交的政府信息公开申请（登记编号{number}）。
经审查，{what}
根据《中华人民共和国政府信息公开条例》第三十条的规定，请您（单位）在{complete_by}前补正。答复期限自本机关收到补正的申请之日起计算。
无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。""",
    "《中华人民共和国政府信息公开条例》第三十条",
)
_notice(
    "completion_reasons",
    "说明理由告知书",
    "政府信息公开申请说明理由告知书",
    """本机关于{received_on}收到您（单位）提交的政府信息公开申请（登记编号{number}）。
您（单位）申请公开政府信息的数量、频次明显超过合理范围：{what}
根据《中华人民共和国政府信息公开条例》第三十五条的规定，请您（单位）在{complete_by}前说明理由。答复期限自本机关收到说明之日起计算。
本机关认为理由不合理的，将告知不予处理；认为理由合理但不能按期答复的，将确定延迟答复的合理期限并告知您（单位）。""",
    "《中华人民共和国政府信息公开条例》第三十五条",
)
_notice(
    "extension",
    "延期答复告知书",
    "政府信息公开申请延期答复告知书",
    """本机关于{received_on}收到您（单位）提交的政府信息公开申请（登记编号{number}）。
因{reason}，不能在原定期限内答复。根据《中华人民共和国政府信息公开条例》第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，延长答复期限{days}个工作日，将于{due_on}前答复。""",
    "《中华人民共和国政府信息公开条例》第三十三条",
)
_notice(
    "third_party",
    "第三方意见征询书",
    "政府信息公开第三方意见征询书",
    """本机关收到政府信息公开申请（登记编号{number}），申请公开的下列信息涉及您（单位）的合法权益：
{subject}
根据《中华人民共和国政府信息公开条例》第三十二条的规定，现征求您（单位）的意见。请自收到本征询书之日起十五个工作日内，即于{due_on}前提出是否同意公开的意见；不同意公开的，请说明理由。
您（单位）可以书面答复，也可以凭下列专用链接在网上答复：{link}
逾期未提出意见的，由本机关依照条例的规定决定是否公开。不同意公开且有合理理由的，不予公开；本机关认为不公开可能对公共利益造成重大影响的，可以决定公开，并将决定公开的内容和理由书面告知您（单位）。""",
    "《中华人民共和国政府信息公开条例》第三十二条",
)
_notice(
    "third_party_decision",
    "决定公开告知书（第三方）",
    "政府信息公开告知书",
    """本机关前就登记编号{number}的政府信息公开申请征求您（单位）的意见，您（单位）的意见为：{opinion}
经审查，本机关认为{reason}，根据《中华人民共和国政府信息公开条例》第三十二条的规定，决定予以公开下列内容：
{content}""",
    "《中华人民共和国政府信息公开条例》第三十二条",
)
_notice(
    "fee",
    "信息处理费收费通知",
    "政府信息公开信息处理费收费通知",
    """您（单位）于{month}向本机关申请公开政府信息的数量、频次明显超过合理范围。根据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）的规定，按{way}计收信息处理费{amount}元，计算如下：
{detail}
请自收到本通知次日起二十个工作日内，即于{due_on}前缴纳。逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。答复期限自缴费次日起重新计算。""",
    "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）",
)
_REASONED = f"{_CAME}\n经审查，根据《中华人民共和国政府信息公开条例》{{basis}}的规定，答复如下：\n{{answer}}"
_LAW = "《中华人民共和国政府信息公开条例》"

for key, name, remedy in (
    ("answer_open", "答复书（予以公开）", _EITHER),
    ("answer_partly", "答复书（部分公开）", _EITHER),
    ("answer_refused", "答复书（不予公开）", _EITHER),
    ("answer_unavailable", "答复书（无法提供）", _EITHER),
    ("answer_other", "答复书（其他处理）", _EITHER),
):
    _notice(key, name, "政府信息公开申请答复书", _REASONED, f"{_LAW}第三十六条、第三十七条", remedy)
for key, name in (("answer_partly", "答复书（部分公开）"), ("answer_refused", "答复书（不予公开）")):
    _notice(
        key,
        name,
        "政府信息公开申请答复书",
        _REASONED,
        f"{_LAW}第三十六条、第三十七条",
        _RECONSIDERATION_FIRST,
        _RECONSIDERATION_LAW,
    )
_notice("no_handling", "不予处理告知书", "政府信息公开申请告知书", _REASONED, f"{_LAW}第三十九条", _EITHER)
_notice(
    "correction",
    "更正告知书",
    "政府信息更正申请告知书",
    """本机关于{received_on}收到您（单位）要求更正本机关提供的与您（单位）自身相关的政府信息的申请（登记编号{number}）：{wanted}
根据《中华人民共和国政府信息公开条例》第四十一条的规定，经审核，告知如下：
{answer}""",
    "《中华人民共和国政府信息公开条例》第四十一条",
    _EITHER,
)

number_book("disclosure.request", "依申请公开登记编号")
number_book("disclosure.notice", "公开告知书文号")
