"""What is typed on the pages. The rules are in ``rules`` and the services; here only shapes."""

from __future__ import annotations

from typing import Any

from django import forms

from jinliang.base import clock

from .. import rules
from . import lists
from .models import Completion, Fee, Notice, Office, Request, ThirdParty

Choices = list[tuple[str, str]]


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _with_any(words: str, choices: Any) -> Choices:
    return [("", words), *((str(key), name) for key, name in choices)]


class FilterForm(forms.Form):
    """The list's filters; what is no choice of ours is none."""

    tab = forms.ChoiceField(choices=list(lists.TABS.items()), required=False, widget=forms.HiddenInput)
    same = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="编号、申请人或内容",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、申请人或内容"}),
    )
    channel = forms.ChoiceField(label="收到方式", choices=_with_any("全部方式", rules.CHANNELS.items()), required=False)
    applicant_kind = forms.ChoiceField(
        label="申请人类别", choices=_with_any("全部申请人", rules.APPLICANT_KINDS.items()), required=False
    )
    kind = forms.ChoiceField(label="事项", choices=_with_any("全部事项", Request.Kind.choices), required=False)
    result = forms.ChoiceField(label="处理结果", required=False)
    since = Day(label="收到起", required=False)
    until = Day(label="收到止", required=False)
    answered_since = Day(label="答复起", required=False)
    answered_until = Day(label="答复止", required=False)
    due_in = forms.IntegerField(
        label="几个工作日内到期",
        required=False,
        min_value=0,
        max_value=60,
        widget=forms.NumberInput(attrs={"placeholder": "几日内到期"}),
    )
    late = forms.BooleanField(label="只看逾期", required=False)
    sort = forms.ChoiceField(
        label="排序",
        required=False,
        choices=[
            ("newest", "收到晚的在前"),
            ("oldest", "收到早的在前"),
            ("due", "先到期的在前"),
            ("answered", "后答复的在前"),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = _with_any("全部结果", _result_filters())  # type: ignore[attr-defined]

    def chosen(self) -> lists.Chosen:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        given["same"] = str(given.get("same", ""))
        return lists.Chosen(**given)


def _result_filters() -> Choices:
    """Groups and rows of the yearly table."""
    found: Choices = []
    for code, result in rules.RESULTS.items():
        if code.endswith(".1"):
            found.append((result.group, rules.GROUPS[result.group]))
        found.append((code, f"{'　' if '.' in code else ''}{code} {result.name}"))
    return found


class Arrival(forms.Form):
    """How and when a request came in that did not come by the site."""

    prefix = "_arrival"
    channel = forms.ChoiceField(label="收到方式", choices=[])
    arrived_on = Day(label="材料到达日期", initial=clock.today)
    received_on = Day(label="收到申请之日", initial=clock.today, help_text="答复期限自次日起算，依据《条例》第三十一条")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        paper = [(key.value, name) for key, name in rules.CHANNELS.items() if key is not rules.Channel.ONLINE]
        self.fields["channel"].choices = paper  # type: ignore[attr-defined]


class Split(forms.Form):
    wants = forms.CharField(
        label="各个事项",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="每行写一个事项；第一行留在本申请，其余各立一件，收到日期相同",
    )

    def clean_wants(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["wants"].splitlines() if line.strip()]


class Opinion(forms.Form):
    opinion = forms.CharField(label="意见", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AskCompletion(forms.Form):
    for_reasons = forms.ChoiceField(
        label="告知内容",
        choices=[("", "补正申请内容（第三十条）"), ("1", "申请数量、频次明显过多，请说明理由（第三十五条）")],
        required=False,
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label="需要补正（或说明）的内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明哪里不明确、如何补正；这段话会原样写入告知书",
    )
    days = forms.IntegerField(
        label="补正期限（工作日）",
        min_value=1,
        max_value=rules.COMPLETE.days,
        initial=rules.COMPLETE.days,
        help_text=f"自签发之日起，最长{rules.COMPLETE.days}个工作日",
    )


class Extension(forms.Form):
    days = forms.IntegerField(
        label="延长（工作日）",
        min_value=1,
        max_value=rules.EXTENSION.days,
        initial=rules.EXTENSION.days,
        help_text="最长20个工作日，只能延长一次，须经公开工作机构负责人同意",
    )
    reason = forms.CharField(
        label="延期理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="这段话会写入告知书：“因……，不能在原定期限内答复”",
    )


class Party(forms.Form):
    name = forms.CharField(label="名称", max_length=100)
    subject = forms.CharField(
        label="涉及的信息", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text="写入征询书"
    )
    address = forms.CharField(label="地址", max_length=200, required=False)
    telephone = forms.CharField(label="电话", max_length=30, required=False)
    is_co_producer = forms.BooleanField(label="是共同制作信息的机关（第三十四条）", required=False)


PartySet = forms.formset_factory(Party, extra=0, min_num=1, max_num=20, validate_min=True, absolute_max=30)


class Bill(forms.Form):
    way = forms.ChoiceField(label="计收方式", choices=Fee.Way.choices, widget=forms.RadioSelect, initial=Fee.Way.PAGE)
    number = forms.IntegerField(label="本次数量（件或页）", min_value=1, max_value=10000)


class Assign(forms.Form):
    """``to`` are posts; its choices are grouped by unit."""

    to = forms.MultipleChoiceField(
        label="承办岗位",
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个承办岗位"},
        help_text="选多个的，分别承办、都提出意见后才回到拟稿",
    )
    opinion = forms.CharField(
        label="交办意见",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请承办单位提供什么、何时前反馈",
    )

    def __init__(self, *args: Any, posts: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = posts  # type: ignore[attr-defined]


class Completed(forms.Form):
    text = forms.CharField(label="补正的内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    on = Day(label="收到补正的日期", initial=clock.today, help_text="答复期限自次日起重新计算")

    def __init__(self, *args: Any, came: Completion, **kwargs: Any) -> None:
        """What came by the site is shown as it came: the first one counts."""
        super().__init__(*args, **kwargs)
        if came.received_on:
            for name, value in (("text", came.text), ("on", came.received_on)):
                self.fields[name].initial, self.fields[name].disabled = value, True


class Paid(forms.Form):
    on = Day(label="缴费日期", initial=clock.today, help_text="答复期限自缴费次日起重新计算")


class PartyOpinion(forms.Form):
    opinion = forms.ChoiceField(
        label="意见",
        choices=[(ThirdParty.Opinion.AGREE, "同意公开"), (ThirdParty.Opinion.DISAGREE, "不同意公开")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由（不同意的必填）", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    on = Day(label="答复日期", initial=clock.today)


class Answer(forms.Form):
    """The clerk's draft; the text itself is the editor's."""

    result = forms.ChoiceField(label="处理结果", choices=[])
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="除予以公开外都须写明事实和依据；供审核和统计，不自动写入答复书",
    )
    decision_reason = forms.CharField(
        label="不顾第三方反对仍决定公开的理由",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写入决定公开告知书：“经审查，本机关认为……”（第三十二条）",
    )
    decision_content = forms.CharField(
        label="决定公开的内容",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不填则为征询书所列的信息",
    )
    opinion = forms.CharField(
        label="送审意见", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped = [
            (name, [(code, f"{code} {one.name}") for code, one in rules.RESULTS.items() if one.group == group])
            for group, name in rules.GROUPS.items()
        ]
        self.fields["result"].choices = [("", "请选择"), *grouped]  # type: ignore[attr-defined]


class Delivery(forms.Form):
    way = forms.ChoiceField(label="送达方式", choices=Notice.Way.choices, initial=Notice.Way.POST)
    on = Day(label="送达日期", initial=clock.today)
    proof = forms.FileField(
        label="送达凭证", required=False, help_text="邮寄回执、签收单或传真确认件；网上下载的由系统回执自动登记"
    )


class Unsealed(forms.Form):
    reason = forms.CharField(label="不加盖电子印章的原因", max_length=200, help_text="如：签名服务器故障，改用纸质印章")


class ReviewFiled(forms.Form):
    kind = forms.ChoiceField(label="类别", choices=[(key.value, name) for key, name in rules.REVIEWS.items()])
    organ = forms.CharField(label="复议机关或法院", max_length=100)
    filed_on = Day(label="提起日期", initial=clock.today)


class ReviewClosed(forms.Form):
    outcome = forms.ChoiceField(
        label="结果", choices=[(key, name) for key, name in rules.REVIEW_OUTCOMES.items() if key != "pending"]
    )
    closed_on = Day(label="审结日期", initial=clock.today)


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]
    mark = forms.CharField(
        label="编号代字", max_length=10, help_text="如“甲”，编号为“甲公开申〔2026〕1号”；本年编号簿开启后不再改变"
    )

    class Meta:
        model = Office
        fields = (
            "address", "telephone", "hours", "reconsideration_organ", "postcode", "fax", "email", "is_open", "guide",
        )  # fmt: skip
        help_texts = {
            "reconsideration_organ": "写入答复书的救济途径",
            "guide": "一、（一）开头的行是标题，“- ”是列项；显示在公众网站的公开指南中",
            "is_open": "不勾选时，公众网站只显示指南，不接受网上申请",
        }
        widgets = {"guide": forms.Textarea(attrs={"rows": 12})}
