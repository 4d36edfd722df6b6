"""An incoming document beside its case: who is charged with it, telephone calls, what a leader wrote by hand.

Its pages are the files under ``subject``.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jinliang.kernel.documents.retention import RETENTIONS

from . import rules

KINDS = list(rules.KINDS.items())
CLASSIFICATIONS = [(key.value, name) for key, name in rules.CLASSIFICATIONS.items()]


class Office(models.Model):
    """收文办公室: the section that registers, distributes and follows up what a unit receives."""

    unit = models.OneToOneField("org.Unit", models.PROTECT, verbose_name="收文机关", related_name="+")
    section = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="办公室", related_name="+")

    class Meta:
        verbose_name = "收文办公室"

    def __str__(self) -> str:
        return f"{self.unit}：{self.section}"


class InstructionOrder(models.Model):
    """批示顺序: the leaders, by post, before whom an office puts documents of one sort, one after the other. ``kinds``:
    for which it is offered first; ``version`` grows with each change, for two who change it at once."""

    uuid = models.UUIDField("编号", unique=True)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="收文办公室", related_name="orders", db_index=False)
    name = models.CharField("名称", max_length=40)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name="优先用于", default=list, blank=True)
    is_default = models.BooleanField("默认", default=False)
    position = models.PositiveSmallIntegerField("次序")
    version = models.PositiveIntegerField("修改次数", default=1)

    class Meta:
        verbose_name = "批示顺序"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="incoming_order_name"),
            models.UniqueConstraint(fields=["office"], condition=Q(is_default=True), name="incoming_order_default"),
        ]

    def __str__(self) -> str:
        return self.name


class InstructionTurn(models.Model):
    """批示次序: one post in such an order."""

    order = models.ForeignKey(
        InstructionOrder, models.CASCADE, verbose_name="批示顺序", related_name="turns", db_index=False
    )
    post = models.ForeignKey("org.Post", models.PROTECT, verbose_name="岗位", related_name="+")
    place = models.PositiveSmallIntegerField("位次")

    class Meta:
        verbose_name = "批示次序"
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["order", "place"], name="incoming_turn_place"),
            models.UniqueConstraint(fields=["order", "post"], name="incoming_turn_post"),
        ]

    def __str__(self) -> str:
        return f"{self.order}：{self.post}"


class Incoming(models.Model):
    """收文: one document that a unit received. ``source`` names the exchanged copy that it was registered from."""

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="收文机关", related_name="+", db_index=False)
    number = models.CharField("收文编号", max_length=60)
    kind = models.CharField("文种", max_length=20, choices=KINDS)
    title = models.CharField("标题", max_length=200)
    sender = models.CharField("来文单位", max_length=120)
    sender_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, verbose_name="来文单位", related_name="+"
    )
    sender_number = models.CharField("来文字号", max_length=80, blank=True)
    number_key = models.CharField("字号（比对用）", max_length=80, blank=True)
    title_key = models.CharField("标题（比对用）", max_length=200)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    received_on = models.DateField("收文日期")
    classification = models.CharField("保密管理", max_length=10, choices=CLASSIFICATIONS, blank=True)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    note = models.CharField("备注", max_length=200, blank=True)
    is_repeat = models.BooleanField("重收", default=False)
    may_print = models.BooleanField("可打印下载", default=True)
    source = models.CharField("交换来源", max_length=120, blank=True)
    due_on = models.DateField("办理期限", null=True, blank=True)
    retention = models.CharField("归档标识", max_length=10, choices=list(RETENTIONS.items()), blank=True)
    outcome = models.CharField("办理结果", max_length=500, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    registered_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="登记人", related_name="+")
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "收文"
        indexes = [
            models.Index(fields=["unit", "-received_on", "-id"], name="incoming_register"),
            models.Index(
                fields=["unit", "-received_on", "-id"], condition=Q(closed_on=None), name="incoming_under_way"
            ),
            models.Index(fields=["unit", "title_key"], name="incoming_title"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="incoming_number_once"),
            # A copy that came by exchange is registered once, however often one clicks.
            models.UniqueConstraint(fields=["unit", "source"], condition=~Q(source=""), name="incoming_source_once"),
            # One paper is registered once, unless the clerk says that it came again.
            models.UniqueConstraint(
                fields=["unit", "sender", "number_key"],
                condition=~Q(number_key="") & Q(is_repeat=False),
                name="incoming_paper_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"incoming.document/{self.uuid}"


class Task(models.Model):
    """承办任务: what one unit or person is charged with, by when, and what was answered. A case of its own."""

    class Role(models.TextChoices):
        LEAD = "lead", "主办"
        ASSIST = "assist", "协办"

    uuid = models.UUIDField("编号", unique=True)
    incoming = models.ForeignKey(Incoming, models.PROTECT, verbose_name="收文", related_name="tasks")
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    role = models.CharField("方式", max_length=6, choices=Role)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="承办单位", related_name="+", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, verbose_name="承办岗位", related_name="+")
    content = models.CharField("承办事项", max_length=300, blank=True)
    due_on = models.DateField("承办期限", null=True, blank=True)
    feedback = models.TextField("办理情况", blank=True)
    is_unfit = models.BooleanField("认为不属本单位职责", default=False)
    fed_back_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="反馈人", related_name="+")
    fed_back_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        verbose_name = "承办任务"
        ordering = ["-role", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.unit}"

    @property
    def subject(self) -> str:
        return f"incoming.task/{self.uuid}"


class Call(models.Model):
    """电话记录: who called whom, when, what was said and answered."""

    class Kind(models.TextChoices):
        CHASE = "chase", "催办"
        NOTICE = "notice", "通知"

    incoming = models.ForeignKey(Incoming, models.PROTECT, verbose_name="收文", related_name="calls")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, verbose_name="承办任务", related_name="calls")
    kind = models.CharField("事由", max_length=6, choices=Kind)
    party = models.CharField("对方", max_length=80)
    telephone = models.CharField("电话", max_length=40, blank=True)
    words = models.CharField("通话内容", max_length=300)
    answer = models.CharField("对方答复", max_length=300, blank=True)
    called_at = models.DateTimeField("通话时间")
    caller = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="通话人", related_name="+")

    class Meta:
        verbose_name = "电话记录"
        ordering = ["called_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.party}"


class EnteredInstruction(models.Model):
    """代录批示: what a leader wrote on the printed sheet, entered by the secretary, with a picture of the sheet."""

    uuid = models.UUIDField("编号", unique=True)
    incoming = models.ForeignKey(Incoming, models.PROTECT, verbose_name="收文", related_name="entered")
    item = models.OneToOneField("flow.Item", models.PROTECT, verbose_name="事项", related_name="+", db_constraint=False)
    leader = models.ForeignKey("org.User", models.PROTECT, verbose_name="批示人", related_name="+")
    written_on = models.DateField("批示日期")
    entered_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="代录人", related_name="+")
    entered_at = models.DateTimeField("代录时间")

    class Meta:
        verbose_name = "代录批示"

    def __str__(self) -> str:
        return f"{self.leader} {self.written_on}"

    @property
    def subject(self) -> str:
        return f"incoming.entered/{self.uuid}"
