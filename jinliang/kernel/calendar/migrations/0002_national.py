"""The published years of the whole country; later ones are published by the administrator."""

from datetime import date, timedelta

from django.db import migrations
from django.utils import timezone

from jinliang.kernel.calendar import importing


def seed(apps, _):
    Edition, Day = apps.get_model("calendar", "Edition"), apps.get_model("calendar", "Day")
    rules = {rule.day: rule for rule in importing.national().days}
    first, last = date(min(rules).year, 1, 1), date(max(rules).year, 12, 31)
    edition = Edition.objects.create(
        region="",
        year=last.year,
        act="publish",
        changes=[],
        reason="随软件提供的全国日历",
        at=timezone.now(),
        actor={"kind": "system", "name": "系统"},
    )
    days, number = [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        rule = rules.get(day)
        is_work = rule.is_work if rule else day.weekday() < 5
        number += is_work
        note = rule.note if rule else ""
        days.append(Day(region="", day=day, is_work=is_work, number=number, note=note, is_own=True, edition=edition))
    Day.objects.bulk_create(days, batch_size=2000)


def clear(apps, _):
    apps.get_model("calendar", "Day").objects.all().delete()
    apps.get_model("calendar", "Edition").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(seed, clear)]
