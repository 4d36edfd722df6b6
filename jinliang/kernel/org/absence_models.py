"""Who is away. ``org.models`` imports this, so that Django finds it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Absence(models.Model):
    """离岗: on these days, both included, a person is away. Why he is, the app knows that let him go."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "休假"
        SICK = "sick", "病假"
        TRIP = "trip", "出差"
        STUDY = "study", "学习"
        OTHER = "other", "其他"

    user = models.ForeignKey("org.User", models.PROTECT, verbose_name="用户", related_name="absences", db_index=False)
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    kind = models.CharField("种类", max_length=7, choices=Kind)
    deputy = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="代办人", related_name="+"
    )

    class Meta:
        verbose_name = "离岗"
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="org_absence_dates")]
        indexes = [models.Index(fields=["user", "to_on"], name="org_absence_user")]

    def __str__(self) -> str:
        return f"{self.user_id}：{self.from_on}"
