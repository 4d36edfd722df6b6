"""An item of supervision beside its case, the units that assist, and what each reported."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from . import rules

ORIGINS = list(rules.ORIGINS.items())


class SupervisionItem(models.Model):
    """督查事项: what is to be done, by whom, until when. ``source`` names what it came of, once."""

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="督查机构", related_name="+", db_index=False)
    number = models.CharField("督查编号", max_length=60)
    origin = models.CharField("来源", max_length=12, choices=ORIGINS)
    matter = models.CharField("督查事项", max_length=200)
    words = models.TextField("批示或议定内容", blank=True)
    lead = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="牵头单位", related_name="+")
    due_on = models.DateField("办理期限")
    source = models.CharField("来源对象", max_length=120, blank=True)
    source_url = models.CharField("来源地址", max_length=200, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    opened_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="立项人", related_name="+")
    opened_at = models.DateTimeField("立项时间")

    class Meta:
        verbose_name = "督查事项"
        indexes = [models.Index(fields=["unit", "-id"], name="supervision_unit")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="supervision_number_once"),
            models.UniqueConstraint(
                fields=["unit", "source"], condition=~Q(source="") & Q(closed_on=None), name="supervision_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.matter

    @property
    def subject(self) -> str:
        return f"supervision.item/{self.uuid}"


class AssistingUnit(models.Model):
    """配合单位: it answers for its part in a case of its own, and sees the whole item."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, verbose_name="督查事项", related_name="assisting")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    case = models.OneToOneField(
        "flow.Case", models.PROTECT, null=True, blank=True, verbose_name="配合件", related_name="+"
    )

    class Meta:
        verbose_name = "配合单位"
        constraints = [models.UniqueConstraint(fields=["item", "unit"], name="supervision_assisting_once")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def subject(self) -> str:
        return f"supervision.assist/{self.item.uuid}/{self.unit_id}"


class Progress(models.Model):
    """进展: what a unit reported on the way, or the lead unit in the end."""

    item = models.ForeignKey(SupervisionItem, models.PROTECT, verbose_name="督查事项", related_name="progress")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    text = models.TextField("进展情况")
    by_name = models.CharField("填报人", max_length=60)
    reported_at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = "进展"
        ordering = ["reported_at", "pk"]

    def __str__(self) -> str:
        return f"{self.unit}：{self.text[:20]}"
