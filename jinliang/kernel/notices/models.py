"""What people were told, and how each of them wants to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """消息: one for each reader; its number orders the stream, so that a reader who was away catches up."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="收件人", related_name="+", db_index=False)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    is_urgent = models.BooleanField("紧急", default=False)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅看时间", null=True, blank=True)

    class Meta:
        verbose_name = "消息"
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_list"),
            models.Index(fields=["user", "id"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """消息设置: where a reader departs from the channels that a kind of notice has by itself."""

    class Channel(models.TextChoices):
        PAGE = "page", "页面"
        MAIL = "mail", "电子邮件"
        SMS = "sms", "短信"

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+", db_index=False)
    kind = models.CharField("种类", max_length=60)
    channel = models.CharField("渠道", max_length=4, choices=Channel)
    is_on = models.BooleanField("接收")

    class Meta:
        verbose_name = "消息设置"
        constraints = [models.UniqueConstraint(fields=["user", "kind", "channel"], name="notices_preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel}"


class LocalMessage(models.Model):
    """本地发件: mail and SMS of an installation that is connected to no gateway, to be read on a page."""

    channel = models.CharField("渠道", max_length=4, choices=Preference.Channel)
    address = models.CharField("收件地址", max_length=120)
    subject = models.CharField("主题", max_length=200, blank=True)
    text = models.TextField("内容")
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "本地发件"

    def __str__(self) -> str:
        return f"{self.address} {self.subject}"
