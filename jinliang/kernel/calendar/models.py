"""The working-day calendar of each region that has one of its own, and the editions that made it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Edition(models.Model):
    """日历版本: one publication or amendment; only added, its number is the version that caches go by."""

    class Act(models.TextChoices):
        PUBLISH = "publish", "公布"
        AMEND = "amend", "调整"

    region = models.CharField("区划", max_length=12, blank=True)
    year = models.PositiveSmallIntegerField("年份")
    act = models.CharField("方式", max_length=8, choices=Act)
    changes = models.JSONField("变动的日期")
    reason = models.CharField("依据或理由", max_length=200)
    at = models.DateTimeField("时间")
    actor = models.JSONField("经办人")

    class Meta:
        verbose_name = "日历版本"
        indexes = [models.Index(fields=["region", "year"], name="calendar_edition_year")]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_act_display()}"


class Day(models.Model):
    """日: ``number`` counts the working days of its region up to and including this day.

    A region's table is complete; a day that it does not fix itself (``is_own``) is its parent's.
    So the n-th working day after a date is a self-join on ``number``, for any region, in plain SQL.
    """

    region = models.CharField("区划", max_length=12, blank=True)
    day = models.DateField("日期")
    is_work = models.BooleanField("工作日")
    number = models.PositiveIntegerField("累计工作日", default=0)
    note = models.CharField("说明", max_length=60, blank=True)
    is_own = models.BooleanField("本级规定", default=True)
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="版本")

    class Meta:
        verbose_name = "日历"
        constraints = [models.UniqueConstraint(fields=["region", "day"], name="calendar_day_once")]
        indexes = [models.Index(fields=["region", "number"], condition=Q(is_work=True), name="calendar_day_number")]

    def __str__(self) -> str:
        return f"{self.day}"
