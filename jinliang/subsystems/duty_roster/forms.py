"""What is typed on the pages of the duty room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.org import queries as org

from . import rules
from .flow import PLANNER
from .models import DutyOffice, LogEntry, Shift
from .rules import Turn
from .services.log import Said

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OfficeForm(forms.Form):
    office = forms.TypedChoiceField(label="值班机构", coerce=int, help_text="负责排班和值班室的科室")
    unit = forms.TypedChoiceField(label="为哪个单位值班", coerce=int)
    telephone = forms.CharField(label="值班电话", max_length=30)
    opens_at = forms.TimeField(label="上班时间", widget=HOUR)
    closes_at = forms.TimeField(label="下班时间", widget=HOUR, help_text="此外的时间和节假日收到特急公文，提醒值班员")

    def __init__(self, data: QueryDict | None, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        seats = [seat for seat in actor.seats if PLANNER.key in seat.duties]
        offices = {seat.unit_id: seat.unit_name for seat in seats}
        above = {unit.pk: unit for seat in seats for unit in org.units_above(seat.unit_path)}
        level = max((unit.level for unit in above.values()), default=0)
        units = [(pk, unit.name) for pk, unit in above.items() if unit.level == level]
        self.fields["office"].choices = list(offices.items())  # type: ignore[attr-defined]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    @classmethod
    def of(cls, data: QueryDict | None, actor: Actor, office: DutyOffice | None) -> OfficeForm:
        given: dict[str, Any] = {"opens_at": rules.OPENS_AT, "closes_at": rules.CLOSES_AT}
        if office is not None:
            given = {"office": office.office_id, "unit": office.unit_id, "telephone": office.telephone}
            given |= {"opens_at": office.opens_at, "closes_at": office.closes_at}
        return cls(data, actor, initial=given)


class ShiftForm(forms.Form):
    leader = forms.CharField(label="带班领导", max_length=80, help_text="填姓名；同名的写成：姓名（单位）")
    officers = forms.CharField(label="值班员", max_length=300, help_text="填姓名，多人用顿号隔开，第一位负责")


class SwapForm(forms.Form):
    was = forms.TypedChoiceField(label="原值班人", coerce=int)
    now = forms.CharField(label="替班人", max_length=80, help_text="填姓名；同名的写成：姓名（单位）")
    reason = forms.CharField(label="换班原因", max_length=200)
    back_on = forms.DateField(
        label="互换到哪一天",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="两人互换时填；只是替班的不填",
    )
    back_kind = forms.ChoiceField(label="互换的班次", required=False, choices=list(rules.SHIFTS.items()))

    def __init__(self, data: QueryDict | None, shift: Shift, **options: Any) -> None:
        super().__init__(data, **options)
        officers = [(one.user_id, f"{one.user.name}（值班员）") for one in shift.officers.all()]
        self.fields["was"].choices = [  # type: ignore[attr-defined]
            *officers,
            (shift.leader_id, f"{shift.leader.name}（带班领导）"),
        ]

    @property
    def back(self) -> Turn | None:
        given = self.cleaned_data
        return Turn(given["back_on"], given["back_kind"] or rules.DAY) if given.get("back_on") else None


class ImportForm(forms.Form):
    file = forms.FileField(label="值班表（.xlsx）", help_text="先试运行，没有问题再排入")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two people filled in differently."""

    label: str
    mine: str
    theirs: str


class EntryForm(forms.Form):
    happened_at = forms.DateTimeField(
        label="时间", widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    caller = forms.CharField(label="来电或来人", max_length=80, help_text="单位和姓名")
    telephone = forms.CharField(label="联系电话", max_length=30, required=False)
    matter = forms.CharField(label="事项", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    handling = forms.CharField(
        label="处理情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    told = forms.CharField(label="报告和通知了谁", max_length=200, required=False)
    based_on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, data: QueryDict | None, entry: LogEntry | None) -> EntryForm:
        if entry is None:
            return cls(data, initial={"happened_at": clock.now()})
        names = ("caller", "telephone", "matter", "handling", "told")
        given = {name: getattr(entry, name) for name in names}
        return cls(data, initial=given | {"happened_at": localtime(entry.happened_at), "based_on": entry.version})

    @property
    def said(self) -> Said:
        return Said(**{name: value for name, value in self.cleaned_data.items() if name != "based_on"})

    def beside(self, entry: LogEntry) -> list[Difference]:
        """Where what was typed and what the log says by now differ; the next save rests on what is shown here."""
        self.data = {name: self.data.get(name) for name in self.data} | {"based_on": entry.version}
        now = self.of(None, entry).initial
        shown = [
            Difference(str(field.label), _words(self.cleaned_data[field.name]), _words(now[field.name]))
            for field in self.visible_fields()
        ]
        return [one for one in shown if one.mine != one.theirs]


def _words(value: str | datetime) -> str:
    """As it is read: a browser ends lines in its own way and knows no seconds."""
    return "\n".join(value.splitlines()) if isinstance(value, str) else f"{localtime(value):%Y-%m-%d %H:%M}"


class HandoverForm(forms.Form):
    note = forms.CharField(
        label="交班事项",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="还要接着办的事、要转告的话；没有的填“无”",
    )
