"""What is typed on the pages of the exchange."""

from __future__ import annotations

from typing import Any

from django import forms

from .rules import URGENCY

KIND_NAMES = (
    "决议", "决定", "命令（令）", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函",
    "纪要",
)  # fmt: skip


class Sending(forms.Form):
    """What is said of the act of sending."""

    urgency = forms.TypedChoiceField(label="紧急程度", choices=list(URGENCY.items()), coerce=int, initial=0)
    is_internal = forms.BooleanField(
        label="内部（不公开，只供收文单位使用）", required=False, help_text="国家秘密不得在本系统传输。"
    )
    note = forms.CharField(label="分发说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    asks_slip = forms.BooleanField(label="要求回执（联系人、电话、内容）", required=False)
    reply_by = forms.DateField(label="反馈期限", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    first_copy_number = forms.IntegerField(
        label="起始份号", required=False, min_value=1, max_value=999_999,
        help_text="需要编份号的公文填写，按收文单位的次序编号；其他公文不填。",
    )  # fmt: skip


class Uploaded(Sending):
    """A document that was not made here: typed from what stands on it."""

    title = forms.CharField(label="标题", max_length=200)
    number = forms.CharField(label="发文字号", max_length=80, required=False)
    kind = forms.ChoiceField(label="文种", choices=[(name, name) for name in KIND_NAMES], initial="通知")
    dated_on = forms.DateField(label="成文日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    field_order = ("title", "number", "kind", "dated_on")


class Returning(forms.Form):
    reason = forms.CharField(label="退回理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Slip(forms.Form):
    """回执."""

    name = forms.CharField(label="联系人", max_length=40)
    telephone = forms.CharField(label="电话", max_length=30)
    text = forms.CharField(label="内容", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Filter(forms.Form):
    tab = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "标题、文号或单位"}),
    )
    urgency = forms.ChoiceField(
        required=False, choices=[("", "紧急程度"), *((str(key), name) for key, name in URGENCY.items())]
    )


class CopyFilter(forms.Form):
    """Within one dispatch."""

    level = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "全部状态"), ("open", "未签收"), ("late", "逾期未签收"), ("sent", "途中"), ("delivered", "已送达"),
            ("read", "已阅读"),
            ("signed", "已签收"), ("returned", "已退回"), ("withdrawn", "已撤回"), ("unanswered", "未填回执"),
        ],
    )  # fmt: skip
    text = forms.CharField(
        required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search", "placeholder": "单位"})
    )


class Period(forms.Form):
    level = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


class Group(forms.Form):
    name = forms.CharField(label="名称", max_length=40)
    names = forms.CharField(
        label="单位", widget=forms.Textarea(attrs={"rows": 4}), help_text="单位全称或简称，用顿号、逗号或换行分开。"
    )


class NodeFilter(forms.Form):
    """Within the units of other nodes."""

    node = forms.ChoiceField(required=False)
    text = forms.CharField(
        required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search", "placeholder": "单位"})
    )

    def __init__(self, *args: Any, nodes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].choices = [("", "全部节点"), *((name, name) for name in nodes)]  # type: ignore[attr-defined]


def cleaned(form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}
