"""Clocks and cards of cases. ``flow.models`` imports these, so that Django finds them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .clock_rules import KIND_LABELS, Colour


class Clock(models.Model):
    """期限: one clock of a case; its dates are derived from its events and are never typed in."""

    class State(models.TextChoices):
        RUNNING = "running", "计时中"
        STOPPED = "stopped", "已中止"
        FINISHED = "finished", "已办结"

    KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]

    case = models.ForeignKey("flow.Case", models.PROTECT, verbose_name="办件", related_name="clocks")
    key = models.CharField("标识", max_length=60)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    basis = models.CharField("依据", max_length=200)
    region = models.CharField("工作日历", max_length=12, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RUNNING)
    due_on = models.DateField("到期日", null=True, blank=True)
    is_provisional = models.BooleanField("到期日为暂定", default=False)
    remind_on = models.DateField("提醒日", null=True, blank=True)
    remind_at = models.DateTimeField("提醒时间", null=True, blank=True)
    yellow_at = models.DateTimeField("黄牌时间", null=True, blank=True)
    red_at = models.DateTimeField("红牌时间", null=True, blank=True)
    next_at = models.DateTimeField("下次检查时间", null=True, blank=True)
    edition = models.PositiveIntegerField("所依日历版本", default=0)

    class Meta:
        verbose_name = "期限"
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(state="finished"), name="flow_clock_once")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="flow_clock_next"),
            models.Index(fields=["edition"], condition=~Q(state="finished"), name="flow_clock_edition"),
        ]

    def __str__(self) -> str:
        return self.name


class ClockEvent(models.Model):
    """期限变动: a row is only ever added."""

    class Act(models.TextChoices):
        START = "start", "起算"
        STOP = "stop", "中止"
        RESUME = "resume", "恢复"
        EXTEND = "extend", "延长"
        RESTART = "restart", "重新起算"
        FINISH = "finish", "办结"

    clock = models.ForeignKey(Clock, models.PROTECT, verbose_name="期限", related_name="events")
    act = models.CharField("变动", max_length=8, choices=Act)
    on = models.DateField("日期")
    days = models.PositiveSmallIntegerField("天数", null=True, blank=True)
    is_working = models.BooleanField("工作日", default=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    at = models.DateTimeField("登记时间")
    actor = models.JSONField("登记人")

    class Meta:
        verbose_name = "期限变动"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.get_act_display()}"


class CardRule(models.Model):
    """发牌规则: dated data with its basis, changed by the monitoring office and not by a programmer."""

    COLOURS = [(colour.value, colour.label) for colour in Colour]

    kind = models.CharField("期限种类", max_length=12, choices=Clock.KINDS)
    colour = models.CharField("牌别", max_length=6, choices=COLOURS)
    grace = models.PositiveSmallIntegerField("逾期后工作日")
    basis = models.CharField("依据", max_length=200)
    from_on = models.DateField("生效日期")
    to_on = models.DateField("失效日期", null=True, blank=True)

    class Meta:
        verbose_name = "发牌规则"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "colour"], condition=Q(to_on__isnull=True), name="flow_card_rule_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_colour_display()}"


class Card(models.Model):
    """红黄牌: given by the sweep for a late clock or a late item, revoked only with a reason, never deleted."""

    # That of the clock or the item, whose constraint holds for it too.
    case = models.ForeignKey(
        "flow.Case", models.PROTECT, verbose_name="办件", related_name="cards", db_constraint=False
    )
    clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, verbose_name="期限", related_name="cards", db_index=False
    )
    item = models.ForeignKey(
        "flow.Item", models.PROTECT, null=True, verbose_name="事项", related_name="cards", db_index=False
    )
    colour = models.CharField("牌别", max_length=6, choices=CardRule.COLOURS)
    kind = models.CharField("期限种类", max_length=12, choices=Clock.KINDS)
    due_on = models.DateField("逾期的到期日")
    reason = models.CharField("发牌理由", max_length=200)
    given_at = models.DateTimeField("发牌时间")
    appealed_at = models.DateTimeField("申诉时间", null=True, blank=True)
    appealed_by = models.JSONField("申诉人", null=True, blank=True)
    appeal = models.CharField("申诉理由", max_length=500, blank=True)
    answered_at = models.DateTimeField("申诉答复时间", null=True, blank=True)
    appeal_answer = models.CharField("申诉答复", max_length=500, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.JSONField("撤销人", null=True, blank=True)
    revoke_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "红黄牌"
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "colour", "due_on"], condition=Q(clock__isnull=False), name="flow_card_once"
            ),
            models.UniqueConstraint(
                fields=["item", "colour", "due_on"], condition=Q(item__isnull=False), name="flow_card_item_once"
            ),
            models.CheckConstraint(
                condition=Q(clock__isnull=False, item__isnull=True) | Q(clock__isnull=True, item__isnull=False),
                name="flow_card_of_one",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""), name="flow_card_revoked_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["-given_at"], condition=Q(revoked_at__isnull=True), name="flow_card_open")]

    def __str__(self) -> str:
        return f"{self.get_colour_display()}：{self.reason}"


class DueChange(models.Model):
    """期限重算: an amended working-day calendar moved this due date."""

    clock = models.ForeignKey(Clock, models.PROTECT, verbose_name="期限", related_name="due_changes")
    edition = models.PositiveIntegerField("工作日历版本")
    was_on = models.DateField("原到期日", null=True, blank=True)
    is_on = models.DateField("新到期日", null=True, blank=True)
    at = models.DateTimeField("重算时间")

    class Meta:
        verbose_name = "期限重算"
        constraints = [models.UniqueConstraint(fields=["clock", "edition"], name="flow_due_change_once")]
        indexes = [models.Index(fields=["-at"], name="flow_due_change_at")]

    def __str__(self) -> str:
        return f"{self.was_on} → {self.is_on}"
