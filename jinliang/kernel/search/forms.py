from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from jinliang.base import ids
from jinliang.kernel.org import queries as org

PERIODS = {"": None, "month": timedelta(days=31), "year": timedelta(days=366), "three": timedelta(days=3 * 366)}


class Search(forms.Form):
    """What can be asked. Anything odd is taken as not asked."""

    text = forms.CharField(label="检索词", max_length=60, required=False, widget=forms.TextInput({"type": "search"}))
    period = forms.ChoiceField(
        label="时间",
        required=False,
        choices=[("", "不限时间"), ("month", "近一个月"), ("year", "近一年"), ("three", "近三年")],
    )
    unit_name = forms.CharField(
        label="单位", max_length=60, required=False, widget=forms.TextInput({"placeholder": "不限单位"})
    )
    kind = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    @classmethod
    def asked(cls, given: QueryDict) -> Search:
        """The form as it is shown: a unit that stands in the address by its number alone is named in it."""
        number = ids.number_in(given.get("unit", ""))
        if "unit_name" not in given and number is not None:
            unit = org.units().filter(pk=number).first()
            given = given.copy()
            given["unit_name"] = unit.name if unit else ""
        return cls(given)

    def clean(self) -> dict[str, Any]:
        """The unit is the one whose name is typed; a name that is no unit's narrows nothing and is told."""
        asked: dict[str, Any] = self.cleaned_data
        name = asked.get("unit_name", "").strip()
        asked["unit"] = self._unit_named(name) if name else None
        return asked

    def _unit_named(self, name: str) -> int | None:
        like = org.search_units(name)
        found = like.filter(name=name).first() or like.first()
        if found is None:
            self.add_error("unit_name", f"没有找到单位“{name}”")
        return found.pk if found else None
