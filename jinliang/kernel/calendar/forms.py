"""What is asked on the pages of the calendar."""

from __future__ import annotations

from django import forms

from jinliang.kernel.org import queries as org

from . import queries, rules

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def region_choices() -> list[tuple[str, str]]:
    """The country and every division, the highest level first."""
    named = [(rules.normal(row.code), row.name) for row in org.divisions()]
    return [("", "全国"), *sorted(named, key=lambda pair: (len(pair[0]), pair[0]))]


class _WithRegion(forms.Form):
    region = forms.ChoiceField(label="地区", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["region"].choices = region_choices()  # type: ignore[attr-defined]


class YearForm(_WithRegion):
    year = forms.TypedChoiceField(label="年份", coerce=int)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year}年") for year in reversed(queries.years())]  # type: ignore[attr-defined]


class CountForm(_WithRegion):
    """Add working days to a day."""

    start = forms.DateField(label="起始日（当日不计）", widget=DAY)
    number = forms.IntegerField(label="工作日数", min_value=1, max_value=500, initial=20)


class AmendForm(_WithRegion):
    day = forms.DateField(label="日期", widget=DAY)
    is_work = forms.TypedChoiceField(
        label="调整为",
        choices=[("1", "上班"), ("0", "放假")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="理由", max_length=60, help_text="写明依据，例如文号；会显示在日历上。")


class ImportForm(_WithRegion):
    file = forms.FileField(
        label="日历表格", help_text="Excel 或 CSV，列：日期、是否上班、说明；只列与平常周一至周五不同的日子。"
    )


class PublishForm(forms.Form):
    """The second step of an import: what was read travels signed, so that what was seen is what is published."""

    region = forms.CharField(required=False, widget=forms.HiddenInput)
    days = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label="依据", max_length=200, help_text="公布日历的文件名称和文号。")
