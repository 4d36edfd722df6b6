"""What is typed on the pages of the personal office."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime

from jinliang.base import clock
from jinliang.kernel.org import absences

from .models import Contact, Entry
from .rules import REMINDERS
from .services import Planned
from .services.leave import Wish

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
HOUR = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class EntryForm(forms.Form):
    """An entry without hours takes its days whole."""

    title = forms.CharField(label="事项", max_length=100)
    first = forms.DateField(label="日期", widget=DAY)
    start = forms.TimeField(label="开始时间", required=False, widget=HOUR, help_text="不填时间就是全天")
    last = forms.DateField(label="结束日期", required=False, widget=DAY, help_text="当天结束的不必填")
    end = forms.TimeField(label="结束时间", required=False, widget=HOUR, help_text="不填按一小时计")
    place = forms.CharField(label="地点", max_length=100, required=False)
    remind_before = forms.TypedChoiceField(
        label="提醒",
        choices=[("" if minutes is None else minutes, words) for minutes, words in REMINDERS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    note = forms.CharField(label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("end") and not given.get("start"):
            self.add_error("start", "填了结束时间，请也填开始时间")
        return given

    def planned(self) -> Planned:
        given = self.cleaned_data
        first, last, start, end = (given.get(name) for name in ("first", "last", "start", "end"))
        assert isinstance(first, date)
        if not start:
            ends_at = _moment(last or first, time(23, 59))
        elif end:
            ends_at = _moment(last or first, end)
        else:
            ends_at = _moment(last, start) if last else _moment(first, start) + timedelta(hours=1)
        rest = {name: given[name] for name in ("title", "place", "note", "remind_before")}
        return Planned(starts_at=_moment(first, start or time()), ends_at=ends_at, is_all_day=not start, **rest)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.CHINA)


def typed(entry: Entry) -> dict[str, Any]:
    """An entry as its form shows it."""
    starts, ends = localtime(entry.starts_at), localtime(entry.ends_at)
    hours = {} if entry.is_all_day else {"start": starts.time(), "end": ends.time()}
    days = {"first": starts.date(), "last": ends.date() if ends.date() != starts.date() else None}
    return {name: getattr(entry, name) for name in ("title", "place", "note", "remind_before")} | days | hours


class LeaveForm(forms.Form):
    """The deputy is chosen beside it, as a post (``to``); ``deputy`` is where a fault of the choice stands."""

    kind = forms.ChoiceField(label="种类", choices=list(absences.KINDS.items()))
    from_on = forms.DateField(label="开始日期", widget=DAY)
    to_on = forms.DateField(label="结束日期（含）", widget=DAY)
    reason = forms.CharField(label="事由和去处", max_length=200, help_text="只有您和您的上级看得到")
    telephone = forms.CharField(label="外出期间的电话", max_length=30, required=False)
    deputy = forms.CharField(label="代办人", required=False)
    posts = forms.TypedMultipleChoiceField(
        label="交给代办人的岗位", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, own: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = own  # type: ignore[attr-defined]

    def wish(self, deputy_id: int | None) -> Wish:
        given = self.cleaned_data
        posts = given["posts"] if len(self.fields["posts"].choices) > 1 else None  # type: ignore[attr-defined]
        rest = {name: given[name] for name in ("kind", "from_on", "to_on", "reason", "telephone")}
        return Wish(**rest, deputy_id=deputy_id, posts=posts)


class NoteForm(forms.Form):
    text = forms.CharField(label="内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    remind_at = forms.DateTimeField(
        label="提醒时间", required=False, widget=MOMENT, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Contact
        fields = ("name", "group", "organisation", "title", "telephone", "email", "note")


class Filter(forms.Form):
    text = forms.CharField(
        label="查找",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "查找"}),
    )
