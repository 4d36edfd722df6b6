"""Texts with all their versions, number registers, and the texts of notices with their dates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Document(models.Model):
    """文稿: a text that is being written, and all that it once was."""

    subject = models.CharField("所属", max_length=120)
    title = models.CharField("标题", max_length=200)
    latest = models.PositiveIntegerField("最新版次", default=0)

    class Meta:
        verbose_name = "文稿"
        indexes = [models.Index(fields=["subject"], name="documents_document_subject")]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """版次: one saved state; never changed, never deleted."""

    document = models.ForeignKey(Document, models.PROTECT, verbose_name="文稿", related_name="versions")
    number = models.PositiveIntegerField("版次")
    text = models.JSONField("正文")
    sha256 = models.CharField("摘要", max_length=64)
    saved_by = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="保存人", related_name="+"
    )
    saved_by_name = models.CharField("保存人姓名", max_length=60)
    saved_at = models.DateTimeField("保存时间")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "文稿版次"
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documents_version_once")]

    def __str__(self) -> str:
        return f"{self.document}（第{self.number}版）"


class Draft(models.Model):
    """草稿: what one person has typed and not yet saved as a version; survives a time-out."""

    document = models.ForeignKey(Document, models.CASCADE, verbose_name="文稿", related_name="drafts")
    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+")
    based_on = models.PositiveIntegerField("所据版次")
    plain = models.TextField("内容")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="documents_draft_once")]

    def __str__(self) -> str:
        return f"{self.document}：{self.user}"


class NumberRegister(models.Model):
    """编号簿: the numbers of one kind of paper, of one unit, in one year."""

    key = models.CharField("种类", max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    template = models.CharField("样式", max_length=60, default="{mark}〔{year}〕{n}号")
    mark = models.CharField("代字", max_length=30)
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        verbose_name = "编号簿"
        constraints = [models.UniqueConstraint(fields=["key", "unit", "year"], name="documents_register_once")]

    def __str__(self) -> str:
        return f"{self.mark}{self.year}年编号簿"


class IssuedNumber(models.Model):
    """文号: one number of a register, what it stands on, and what became of it."""

    class State(models.TextChoices):
        RESERVED = "reserved", "预留"
        USED = "used", "已用"
        VOIDED = "voided", "作废"
        RECYCLED = "recycled", "收回待用"

    register = models.ForeignKey(NumberRegister, models.PROTECT, verbose_name="编号簿", related_name="numbers")
    n = models.PositiveIntegerField("序号")
    text = models.CharField("文号", max_length=80)
    state = models.CharField("状态", max_length=10, choices=State)
    subject = models.CharField("所属", max_length=120, blank=True)
    by_name = models.CharField("经办人", max_length=60)
    at = models.DateTimeField("时间")
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "文号"
        constraints = [
            models.UniqueConstraint(fields=["register", "n"], name="documents_number_once"),
            models.CheckConstraint(
                condition=~Q(state="voided") | ~Q(reason=""), name="documents_voided_number_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="documents_number_subject"),
            models.Index(fields=["register", "n"], condition=Q(state="recycled"), name="documents_number_free"),
        ]

    def __str__(self) -> str:
        return self.text


class NoticeTemplate(models.Model):
    """告知文本: the words of one notice from a day on; a change is a new row."""

    key = models.CharField("种类", max_length=60)
    version = models.PositiveIntegerField("版次")
    valid_from = models.DateField("启用日期")
    name = models.CharField("名称", max_length=60)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文")
    basis = models.CharField("依据", max_length=200)
    remedy = models.TextField("救济途径", blank=True)
    saved_by_name = models.CharField("保存人", max_length=60)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "告知文本"
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="documents_notice_once")]
        indexes = [models.Index(fields=["key", "-valid_from", "-version"], name="documents_notice_on")]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"
