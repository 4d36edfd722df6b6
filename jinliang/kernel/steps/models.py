"""The table that a unit is working on, and what it has published. What cases go by are flow.FlowVersion rows."""

from __future__ import annotations

from django.db import models


class StepTable(models.Model):
    """步骤表: the working copy of a unit's variant; gone when it is published. ``version`` counts its changes,
    ``before`` is what the last one changed; none after it was taken back."""

    flow_key = models.CharField("流程", max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    definition = models.JSONField("步骤")
    before = models.JSONField("上一次的步骤", null=True)
    version = models.PositiveIntegerField("改动次数", default=1)
    changed_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="修改人", related_name="+")
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "步骤表"
        constraints = [models.UniqueConstraint(fields=["flow_key", "unit"], name="steps_table_once")]

    def __str__(self) -> str:
        return f"{self.flow_key} {self.unit_id}"


class Edition(models.Model):
    """步骤表版次: one publication, with who, when and why; the last one is in force. Never changed."""

    class Act(models.TextChoices):
        PUBLISH = "publish", "发布"
        RESTORE = "restore", "恢复旧版"
        WITHDRAW = "withdraw", "停用"

    flow_key = models.CharField("流程", max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    number = models.PositiveIntegerField("版次")
    act = models.CharField("操作", max_length=10, choices=Act, default=Act.PUBLISH)
    version = models.ForeignKey(
        "flow.FlowVersion", models.PROTECT, null=True, verbose_name="流程版本", related_name="+", db_index=False
    )
    holds_below = models.BooleanField("下级单位也按此办理", default=False)
    reason = models.CharField("理由", max_length=200)
    published_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="发布人", related_name="+")
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "步骤表版次"
        constraints = [models.UniqueConstraint(fields=["flow_key", "unit", "number"], name="steps_edition_once")]

    def __str__(self) -> str:
        return f"{self.flow_key} {self.unit_id} {self.number}"
