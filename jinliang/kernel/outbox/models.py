"""Rows that wait to be carried out, and those that could not be."""

from __future__ import annotations

from django.db import models


class Outbox(models.Model):
    """发件: one effect to carry out; written with the business, deleted with its effect."""

    topic = models.CharField("主题", max_length=60)
    key = models.CharField("对象", max_length=120, default="", blank=True)
    payload = models.JSONField("内容", default=dict)
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "outbox"
        verbose_name = "待发"

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Failure(models.Model):
    """失败: a row whose handler refused it, under the number it had in the outbox.
    ``next_at`` is the next attempt; none when the relay gave up."""

    id = models.BigIntegerField("编号", primary_key=True)
    topic = models.CharField("主题", max_length=60)
    key = models.CharField("对象", max_length=120, default="", blank=True)
    payload = models.JSONField("内容", default=dict)
    at = models.DateTimeField("时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=1)
    next_at = models.DateTimeField("下次重试", null=True, blank=True)
    failed_at = models.DateTimeField("失败时间")
    error = models.TextField("错误")

    class Meta:
        db_table = "outbox_failed"
        verbose_name = "失败的发件"
        indexes = [
            models.Index(fields=["next_at"], name="outbox_failed_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["-failed_at", "-id"], name="outbox_failed_list"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class Heartbeat(models.Model):
    """心跳: when a worker process last lived; the doctor reads it."""

    worker = models.CharField("进程", max_length=80, primary_key=True)
    at = models.DateTimeField("时间")
    handled = models.BigIntegerField("已处理", default=0)

    class Meta:
        verbose_name = "后台进程"

    def __str__(self) -> str:
        return self.worker


class JobError(models.Model):
    """任务错误: why a job failed when it was last tried; procrastinate keeps the job and not the reason."""

    job_id = models.BigIntegerField("任务编号", primary_key=True)
    at = models.DateTimeField("时间")
    error = models.TextField("错误")

    class Meta:
        verbose_name = "任务错误"

    def __str__(self) -> str:
        return f"{self.job_id}"
