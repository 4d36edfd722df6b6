from __future__ import annotations

from datetime import timedelta

from django import forms

PERIODS = {"": None, "month": timedelta(days=31), "year": timedelta(days=366), "three": timedelta(days=3 * 366)}


class Search(forms.Form):
    """What can be asked. Anything odd is taken as not asked."""

    text = forms.CharField(label="检索词", max_length=60, required=False, widget=forms.TextInput({"type": "search"}))
    period = forms.ChoiceField(
        label="时间",
        required=False,
        choices=[("", "不限时间"), ("month", "近一个月"), ("year", "近一年"), ("three", "近三年")],
    )
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
