"""The roster of a unit, what was exchanged in it, the log of its duty room, and the urgent papers it watches."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from . import rules


class DutyOffice(models.Model):
    """值班机构: the section that plans the duty of a unit, the telephone of its duty room, its hours."""

    unit = models.OneToOneField("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    office = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="值班机构", related_name="+")
    telephone = models.CharField("值班电话", max_length=30)
    opens_at = models.TimeField("上班时间", default=rules.OPENS_AT)
    closes_at = models.TimeField("下班时间", default=rules.CLOSES_AT)

    class Meta:
        verbose_name = "值班机构"
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="duty_roster_office_hours")
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.office}"


class Shift(models.Model):
    """班次: a day or a night of a unit, with its leader on duty. The night belongs to the day it begins on."""

    class Kind(models.TextChoices):
        DAY = rules.DAY, "白班"
        NIGHT = rules.NIGHT, "夜班"

    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    on = models.DateField("日期")
    kind = models.CharField("班次", max_length=5, choices=Kind)
    leader = models.ForeignKey("org.User", models.PROTECT, verbose_name="带班领导", related_name="+")

    class Meta:
        verbose_name = "班次"
        constraints = [models.UniqueConstraint(fields=["unit", "on", "kind"], name="duty_roster_shift_once")]

    def __str__(self) -> str:
        return str(self.turn)

    @property
    def turn(self) -> rules.Turn:
        return rules.Turn(self.on, self.kind)


class DutyOfficer(models.Model):
    """值班员 of one shift; the first answers for it."""

    shift = models.ForeignKey(Shift, models.CASCADE, verbose_name="班次", related_name="officers", db_index=False)
    user = models.ForeignKey("org.User", models.PROTECT, verbose_name="值班员", related_name="+")
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "值班员"
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["shift", "user"], name="duty_roster_officer_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.shift_id}"


class Swap(models.Model):
    """换班: who stands in for whom, and why. The roster shows who comes; this shows who was to come."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    on = models.DateField("日期")
    kind = models.CharField("班次", max_length=5, choices=Shift.Kind)
    was = models.ForeignKey("org.User", models.PROTECT, verbose_name="原值班人", related_name="+")
    now = models.ForeignKey("org.User", models.PROTECT, verbose_name="替班人", related_name="+")
    reason = models.CharField("原因", max_length=200)
    by_name = models.CharField("办理人", max_length=60)
    at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = "换班"
        indexes = [models.Index(fields=["unit", "on"], name="duty_roster_swaps_by_day")]

    def __str__(self) -> str:
        return f"{self.was_id}→{self.now_id}"

    @property
    def turn(self) -> rules.Turn:
        return rules.Turn(self.on, self.kind)


class Handover(models.Model):
    """交接班: who gave the duty room over, with what still to be done, and who took it."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    note = models.TextField("交班事项")
    open_entries = models.PositiveSmallIntegerField("未办结")
    given_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="交班人", related_name="+")
    given_by_name = models.CharField("交班人姓名", max_length=60)
    given_at = models.DateTimeField("交班时间")
    taken_by_name = models.CharField("接班人", max_length=60, blank=True)
    taken_at = models.DateTimeField("接班时间", null=True, blank=True)

    class Meta:
        verbose_name = "交接班"
        indexes = [models.Index(fields=["unit", "-id"], name="duty_roster_handovers")]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(taken_at=None), name="duty_roster_one_waits")
        ]

    def __str__(self) -> str:
        return f"{self.given_by_name}→{self.taken_by_name}"


class LogEntry(models.Model):
    """值班记录: what happened, who called, what was done, who was told. Closed, it stays as it is."""

    uuid = models.UUIDField("编号", unique=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    happened_at = models.DateTimeField("时间")
    caller = models.CharField("来电来人", max_length=80)
    telephone = models.CharField("联系电话", max_length=30, blank=True)
    matter = models.TextField("事项", max_length=1000)
    handling = models.TextField("处理情况", max_length=2000, blank=True)
    # Apart from what officers write, so that nobody writes over it and nobody has to wait for it.
    system_lines = models.TextField("系统记录", blank=True)
    told = models.CharField("报告和通知", max_length=200, blank=True)
    version = models.PositiveIntegerField("修改次数", default=0)
    changed_by_name = models.CharField("最后修改人", max_length=60, blank=True)
    by_name = models.CharField("记录人", max_length=60)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by_name = models.CharField("办结人", max_length=60, blank=True)

    class Meta:
        verbose_name = "值班记录"
        indexes = [models.Index(fields=["unit", "-happened_at", "-id"], name="duty_roster_log_by_time")]

    def __str__(self) -> str:
        return self.matter[:40]

    @property
    def course(self) -> str:
        """经过: what the system noted and what officers did."""
        return f"{self.system_lines}\n{self.handling}".strip()

    @property
    def subject(self) -> str:
        return f"duty_roster.entry/{self.uuid}"


class Alarm(models.Model):
    """特急提醒: a paper that came out of hours; told at once, and to the leader when nobody signs for it."""

    entry = models.OneToOneField(LogEntry, models.PROTECT, verbose_name="值班记录", related_name="alarm")
    source = models.CharField("来源", max_length=120, unique=True)
    escalate_at = models.DateTimeField("报告时间")
    escalated_at = models.DateTimeField("已报告带班领导", null=True, blank=True)
    settled_at = models.DateTimeField("处理完毕", null=True, blank=True)

    class Meta:
        verbose_name = "特急提醒"
        indexes = [
            models.Index(fields=["escalate_at"], name="duty_roster_watched", condition=Q(settled_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.source
