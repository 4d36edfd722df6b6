"""An uploaded paper that is to bear a seal, beside its case."""

from __future__ import annotations

from django.db import models

from . import rules


class Application(models.Model):
    """用印申请: the paper as it was uploaded, where the seal is to lie, and the paper as it was sealed."""

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    seal = models.ForeignKey("seals.Seal", models.PROTECT, verbose_name="印章", related_name="+")
    kind = models.CharField("文件种类", max_length=12, choices=list(rules.KINDS.items()))
    title = models.CharField("文件名称", max_length=120)
    purpose = models.CharField("用途", max_length=300)
    asked_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="申请人", related_name="+")
    asked_at = models.DateTimeField("申请时间")
    file = models.ForeignKey("files.File", models.PROTECT, verbose_name="待用印文件", related_name="+")
    sheets = models.JSONField("各页大小（毫米）", default=list)
    page = models.PositiveSmallIntegerField("用印页", null=True)
    x_mm = models.FloatField("距左（毫米）", null=True)
    y_mm = models.FloatField("距上（毫米）", null=True)
    is_perforated = models.BooleanField("加盖骑缝章", default=False)
    sealed_file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, verbose_name="已用印文件", related_name="+"
    )
    sealed_at = models.DateTimeField("用印时间", null=True)

    class Meta:
        verbose_name = "用印申请"
        indexes = [models.Index(fields=["seal", "-id"], name="seal_use_by_seal")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed_at__isnull=True, sealed_file__isnull=True)
                | models.Q(sealed_at__isnull=False, sealed_file__isnull=False),
                name="seal_use_sealed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"seal_use.application/{self.uuid}"
