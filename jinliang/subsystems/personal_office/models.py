"""What a person keeps for himself. None of it belongs to a business: it goes with its owner."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .rules import REMINDERS


class Entry(models.Model):
    """日程: something on a day of the owner's calendar, with or without an hour."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+", db_index=False)
    title = models.CharField("事项", max_length=100)
    place = models.CharField("地点", max_length=100, blank=True)
    note = models.TextField("说明", max_length=1000, blank=True)
    is_all_day = models.BooleanField("全天", default=False)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    remind_before = models.SmallIntegerField("提醒", choices=REMINDERS, null=True, blank=True)
    remind_at = models.DateTimeField("提醒时间", null=True, blank=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "日程"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="personal_office_entry_order")
        ]
        indexes = [
            models.Index(fields=["user", "starts_at"], name="personal_office_entry_user"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="personal_office_entry_due"),
        ]

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """便签: a few words to oneself, at an hour brought to mind."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+", db_index=False)
    text = models.TextField("内容", max_length=2000)
    is_done = models.BooleanField("已完成", default=False)
    remind_at = models.DateTimeField("提醒时间", null=True, blank=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "便签"
        indexes = [
            models.Index(fields=["user", "is_done", "-changed_at"], name="personal_office_note_user"),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False, is_done=False),
                name="personal_office_note_due",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:30]


class Contact(models.Model):
    """联系人: somebody outside the directory whom the owner reaches often; ``group`` is a word of his own."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+", db_index=False)
    name = models.CharField("姓名", max_length=40)
    group = models.CharField("分组", max_length=20, blank=True)
    organisation = models.CharField("单位", max_length=80, blank=True)
    title = models.CharField("职务", max_length=40, blank=True)
    telephone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "联系人"
        constraints = [
            models.UniqueConstraint(fields=["user", "name", "organisation"], name="personal_office_contact_once")
        ]

    def __str__(self) -> str:
        return self.name


class Follow(models.Model):
    """关注: a case that the owner wants to find again, also where he has no part in it any more."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+", db_index=False)
    case = models.ForeignKey("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    at = models.DateTimeField("关注时间")

    class Meta:
        verbose_name = "关注"
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="personal_office_follow_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.case_id}"


class Feed(models.Model):
    """日历订阅: the secret address under which a telephone fetches its owner's calendar; only its digest is kept."""

    user = models.OneToOneField("org.User", models.CASCADE, verbose_name="用户", related_name="+")
    digest = models.BinaryField("地址摘要", max_length=32, unique=True)
    made_at = models.DateTimeField("开通时间")
    fetched_at = models.DateTimeField("最近读取", null=True, blank=True)

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return str(self.user_id)
