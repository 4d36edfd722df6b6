"""The filters of the lists; what is not one of ours falls back to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms

from jinliang.kernel.flow.queries import TABS, Filters, steps_of
from jinliang.kernel.flow.registry import FLOWS

DUE = [("", "全部时限"), ("late", "已逾期"), ("week", "一周内到期")]
SORTS = [("due", "按时限"), ("newest", "按到达")]


class FilterForm(forms.Form):
    tab = forms.ChoiceField(choices=list(TABS.items()), required=False, widget=forms.HiddenInput)
    text = forms.CharField(label="标题", max_length=60, required=False)
    flow = forms.ChoiceField(label="类型", required=False)
    step = forms.ChoiceField(label="环节", required=False)
    due = forms.ChoiceField(label="时限", choices=DUE, required=False)
    sort = forms.ChoiceField(label="排序", choices=SORTS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flows = sorted((key, flow.name) for key, flow in FLOWS.items())
        chosen = FLOWS.get(self.data.get("flow", ""))
        # With the steps that offices have added.
        steps = steps_of(chosen.key) if chosen else []
        self.fields["flow"].choices = [("", "全部类型"), *flows]  # type: ignore[attr-defined]
        if steps:
            self.fields["step"].choices = [("", "全部环节"), *steps]  # type: ignore[attr-defined]
        else:
            del self.fields["step"]


@dataclass(frozen=True, slots=True)
class View:
    """What a desk shows: the tab, its filters, and where the page begins."""

    tab: str
    filters: Filters
    after: str = ""

    @property
    def query(self) -> str:
        """For addresses, without the page."""
        given = {"tab": self.tab, **{name: getattr(self.filters, name) for name in ("text", "flow", "step", "due")}}
        given["sort"] = "" if self.filters.sort == "due" else self.filters.sort
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters.text or self.filters.flow or self.filters.step or self.filters.due)


def view_of(form: FilterForm, after: str = "") -> View:
    form.is_valid()
    given = {name: form.cleaned_data.get(name, "") for name in ("text", "flow", "step", "due")}
    sort = form.cleaned_data.get("sort") or "due"
    return View(form.cleaned_data.get("tab") or "todo", Filters(**given, sort=sort), after)
