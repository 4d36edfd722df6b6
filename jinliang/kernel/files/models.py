"""Contents, the files that name them, and uploads under way."""

from __future__ import annotations

from django.db import models

from jinliang.base import ids


class Blob(models.Model):
    """内容: bytes on disk under their own hash; the same bytes are kept once."""

    class Scan(models.TextChoices):
        UNSCANNED = "unscanned", "未查毒"
        CLEAN = "clean", "已查毒"

    sha256 = models.CharField("摘要", max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    kind = models.CharField("类型", max_length=12)
    pages = models.PositiveIntegerField("页数", default=0)
    scan_state = models.CharField("查毒", max_length=10, choices=Scan, default=Scan.UNSCANNED)
    stored_at = models.DateTimeField("存入时间")

    class Meta:
        verbose_name = "文件内容"

    def __str__(self) -> str:
        return self.sha256


class File(models.Model):
    """文件: a content under a name, belonging to one subject ("disclosure_inner.request/12")."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    blob = models.ForeignKey(Blob, models.PROTECT, verbose_name="内容", related_name="files")
    name = models.CharField("文件名", max_length=150)
    subject = models.CharField("所属", max_length=120)
    uploaded_by = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="上传人", related_name="+"
    )
    uploaded_by_name = models.CharField("上传人姓名", max_length=60)
    uploaded_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = "文件"
        indexes = [
            models.Index(
                fields=["subject", "uploaded_at"], condition=models.Q(removed_at=None), name="files_file_subject"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """上传: an upload under way; how far it is says the length of its part on disk, not this row."""

    id = models.CharField(primary_key=True, max_length=43, editable=False)
    name = models.CharField("文件名", max_length=150)
    length = models.BigIntegerField("总字节数")
    user = models.ForeignKey("org.User", models.CASCADE, null=True, blank=True, verbose_name="上传人", related_name="+")
    address = models.CharField("来源地址", max_length=45)
    started_at = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = "上传"
        indexes = [
            models.Index(fields=["address", "started_at"], name="files_upload_address"),
            models.Index(fields=["started_at"], name="files_upload_started"),
        ]

    def __str__(self) -> str:
        return self.name
