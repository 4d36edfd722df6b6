"""Our controls are Django's, mark by mark."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from jinliang.ui.widgets import Renderer

GROUPED = [("", "请选择"), ("甲类", [("a", "甲 <一>"), ("b", "乙 & 丙")]), ("c", "丁")]
PLAIN = [(1, "<b>一</b>"), (2, "二 '三'")]


class Every(forms.Form):
    text = forms.CharField(max_length=60, widget=forms.TextInput({"autofocus": True, "placeholder": '"引号"'}))
    number = forms.IntegerField(min_value=2000, required=False)
    mail = forms.EmailField(required=False)
    address = forms.URLField(required=False, assume_scheme="https")
    day = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed = forms.BooleanField(required=False)
    words = forms.CharField(widget=forms.Textarea({"rows": 3, "spellcheck": False}))
    one = forms.ChoiceField(choices=GROUPED, required=False)
    several = forms.MultipleChoiceField(choices=PLAIN, required=False)
    button = forms.ChoiceField(choices=PLAIN, widget=forms.RadioSelect({"class": "choices"}))
    boxes = forms.MultipleChoiceField(choices=GROUPED, widget=forms.CheckboxSelectMultiple, required=False)
    file = forms.FileField(required=False)


TYPED = {
    "text": "<script>'x'</script>", "number": "1,234", "mail": "a@b.example", "address": "x", "day": "2026-01-02",
    "secret": "never", "hidden": "&", "agreed": "on", "words": "\n</textarea>", "one": "b", "several": ["1", "2"],
    "button": "2", "boxes": ["b", "c"],
}  # fmt: skip


@pytest.mark.parametrize("given", [None, {}, TYPED], ids=["empty", "faulty", "typed"])
@pytest.mark.parametrize("name", Every.base_fields)
def test_a_control_has_the_marks_of_djangos(name, given):
    ours, theirs = (Every(given, renderer=renderer())[name].as_widget() for renderer in (Renderer, DjangoTemplates))
    assert parse_html(ours) == parse_html(theirs)
