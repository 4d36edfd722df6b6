"""What a person keeps for himself. None of it belongs to a business: it goes with its owner."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from jinliang.kernel.org.absences import KINDS, SAID, days

from .rules import LEAVE_STATES, REMINDERS


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


class Leave(models.Model):
    """请假外出: what was asked for and what was said to it. What colleagues see of it is the kernel's ``Absence``."""

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, null=True, verbose_name="办件", related_name="+")
    user = models.ForeignKey("org.User", models.PROTECT, verbose_name="申请人", related_name="+", db_index=False)
    kind = models.CharField("种类", max_length=7, choices=list(KINDS.items()))
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    reason = models.CharField("事由和去处", max_length=200)
    telephone = models.CharField("联系电话", max_length=30, blank=True)
    deputy = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="代办人", related_name="+")
    posts = models.JSONField("交出的岗位", default=list)
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=9, choices=LEAVE_STATES)
    decided_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="批准人", related_name="+")
    decided_at = models.DateTimeField("批准时间", null=True)
    decision = models.CharField("批语", max_length=2000, blank=True)
    absence = models.OneToOneField("org.Absence", models.SET_NULL, null=True, verbose_name="离岗", related_name="+")
    back_on = models.DateField("返岗日期", null=True)

    class Meta:
        verbose_name = "请假外出"
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="personal_office_leave_dates")]
        indexes = [models.Index(fields=["user", "-from_on"], name="personal_office_leave_user")]

    def __str__(self) -> str:
        return f"{self.user_id}：{self.from_on}"

    @property
    def last_on(self) -> date:
        """The last day on which he was, or will be, away; before the first where he never went."""
        return self.back_on - timedelta(days=1) if self.back_on else self.to_on

    @property
    def period(self) -> str:
        return days(self.from_on, self.to_on)

    @property
    def label(self) -> str:
        """``出差``, or while it waits ``出差（待批准）``."""
        return SAID[self.kind] + ("（待批准）" if self.state == "applied" else "")

    @property
    def standing(self) -> str:
        """Where it stands, in a word."""
        if self.state == "approved" and self.back_on:
            return "提前返岗" if self.back_on > self.from_on else "已撤销"
        return self.get_state_display()


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
