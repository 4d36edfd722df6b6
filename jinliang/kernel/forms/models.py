"""Published forms. A version never changes: what a person filled in can always be shown as it was asked."""

from __future__ import annotations

from django.db import models


class FormVersion(models.Model):
    """表单版本: one published state of a form; ``document`` is the form document of ``declare``."""

    key = models.CharField("表单", max_length=60)
    number = models.PositiveIntegerField("版本")
    sha256 = models.CharField("摘要", max_length=64)
    document = models.JSONField("内容")
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "表单版本"
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="forms_version_number"),
            models.UniqueConstraint(fields=["key", "sha256"], name="forms_version_content"),
        ]

    def __str__(self) -> str:
        return f"{self.document['title']} 第{self.number}版"
