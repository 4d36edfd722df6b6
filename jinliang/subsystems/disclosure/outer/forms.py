"""What is typed on this side besides the request form."""

from __future__ import annotations

from django import forms


class LookUp(forms.Form):
    code = forms.CharField(label="查询码", max_length=20, help_text="在申请回执上，10位字母和数字，不分大小写")
    telephone = forms.CharField(label="联系电话", max_length=30, help_text="申请时填写的电话")


class Supplement(forms.Form):
    text = forms.CharField(
        label="补正内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="请按补正告知书的要求填写",
    )


class Withdrawal(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=200, help_text="简单说明即可，如“已获得该信息”")


class Opinion(forms.Form):
    opinion = forms.ChoiceField(
        label="是否同意公开", choices=[("agree", "同意公开"), ("disagree", "不同意公开")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="不同意公开的，须说明理由",
    )
