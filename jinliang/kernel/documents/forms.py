"""Shapes of what is typed on the pages of registers and notices; the rules are in the services."""

from __future__ import annotations

from django import forms

from . import registry
from .numbers import MOST_RESERVED, TEMPLATE


class OpenRegister(forms.Form):
    key = forms.ChoiceField(label="文书种类", widget=forms.Select(attrs={"class": "form-select"}))
    mark = forms.CharField(
        label="机关代字", max_length=30, help_text="如“示公开”", widget=forms.TextInput(attrs={"class": "form-control"})
    )
    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "form-control"})
    )
    first = forms.IntegerField(
        label="起始序号",
        min_value=1,
        max_value=99999,
        help_text="本年已在纸质簿上编到 37 号的，填 38",
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    template = forms.CharField(
        label="样式", max_length=60, initial=TEMPLATE, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["key"].choices = sorted(registry.book_names().items())  # type: ignore[attr-defined]

    def clean_template(self) -> str:
        template: str = self.cleaned_data["template"]
        try:
            used = registry.fields_of(template)
        except ValueError as fault:
            raise forms.ValidationError("花括号须成对") from fault
        if "n" not in used or not used <= {"mark", "year", "n"}:
            raise forms.ValidationError("样式须含 {n}，并只能用 {mark}、{year}、{n}")
        return template


class SetAside(forms.Form):
    count = forms.IntegerField(
        label="个数", min_value=1, max_value=MOST_RESERVED, initial=1,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="预留原因",
        max_length=200,
        help_text="如：会议定于月底印发的三个配套文件",
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )


class NoticeWording(forms.Form):
    title = forms.CharField(
        label="标题", max_length=120, widget=forms.TextInput(attrs={"class": "form-control"}), required=False
    )
    body = forms.CharField(
        label="正文", widget=forms.Textarea(attrs={"class": "form-control", "rows": 14}), required=False
    )
    basis = forms.CharField(
        label="依据", max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}), required=False
    )
    remedy = forms.CharField(
        label="救济途径", widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}), required=False
    )
    valid_from = forms.DateField(
        label="启用日期", widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    )
