"""Appended deltas and what they add up to. A unit is a number here: figures know no organisation."""

from __future__ import annotations

from django.db import models


class Delta(models.Model):
    """增量: something was counted; gone once it is folded."""

    figure = models.CharField("指标", max_length=60)
    unit_id = models.BigIntegerField("单位")
    kind = models.CharField("类别", max_length=60, default="", blank=True)
    month = models.DateField("月份")
    amount = models.BigIntegerField("数量")

    class Meta:
        verbose_name = "统计增量"

    def __str__(self) -> str:
        return f"{self.figure} {self.amount:+}"


class Sum(models.Model):
    """合计: of one figure, unit, month and kind."""

    figure = models.CharField("指标", max_length=60)
    unit_id = models.BigIntegerField("单位")
    kind = models.CharField("类别", max_length=60, default="", blank=True)
    month = models.DateField("月份")
    amount = models.BigIntegerField("数量")

    class Meta:
        verbose_name = "统计合计"
        constraints = [
            models.UniqueConstraint(fields=["figure", "unit_id", "month", "kind"], name="figures_sum_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.month:%Y-%m} {self.amount}"
