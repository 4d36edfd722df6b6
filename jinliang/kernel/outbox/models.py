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


class Fault(models.Model):
    """程序故障: a page that broke, for the administrator: where in the code, and for whom, that he can be asked.
    Nothing of what was typed; all of it stands in the log of the process under ``number``."""

    number = models.CharField("故障编号", max_length=8, unique=True)
    at = models.DateTimeField("时间")
    method = models.CharField("方式", max_length=10)
    page = models.CharField("页面", max_length=200)
    kind = models.CharField("错误", max_length=80)
    place = models.CharField("位置", max_length=200)
    who = models.CharField("使用人", max_length=60, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "程序故障"
        indexes = [models.Index(fields=["-at", "-id"], name="outbox_fault_list")]

    def __str__(self) -> str:
        return self.number


class JobError(models.Model):
    """任务错误: why a job failed when it was last tried; procrastinate keeps the job and not the reason."""

    job_id = models.BigIntegerField("任务编号", primary_key=True)
    at = models.DateTimeField("时间")
    error = models.TextField("错误")

    class Meta:
        verbose_name = "任务错误"

    def __str__(self) -> str:
        return f"{self.job_id}"
