"""Cases and their items. Only ``flow_act_2`` (migration 0002) writes cases, items, parts and deeds.

Items and parts have no constraint to their case and no checks of signs: that function writes them under the lock of
their case, and each check is read and made ready by every act anew (a twelfth of its cost).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .clock_models import Card, CardRule, Clock, ClockEvent, DueChange

__all__ = [
    "Card", "CardRule", "Case", "Clock", "ClockEvent", "Deed", "DueChange", "FlowVersion", "Handwriting", "Item",
    "Part", "Phrase", "Variant",
]  # fmt: skip


class FlowVersion(models.Model):
    """流程版本: a published flow; never changed. A case stays on its version unless it is moved on purpose.

    ``unit`` is whose own variant it is; none for what an app declares.
    """

    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, verbose_name="单位", related_name="+", db_index=False
    )
    flow_key = models.CharField("流程", max_length=60)
    number = models.PositiveIntegerField("版本")
    definition = models.JSONField("定义")
    sha256 = models.CharField("摘要", max_length=64)
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "流程版本"
        constraints = [models.UniqueConstraint(fields=["flow_key", "number"], name="flow_version_once")]

    def __str__(self) -> str:
        return f"{self.flow_key} {self.number}"


class Variant(models.Model):
    """流程变通: which version of a flow a unit goes by instead of the declared one; ``holds_below``: its units too.

    ``is_fit`` is lost when the app's own flow changes so that the variant no longer keeps to it.
    """

    flow_key = models.CharField("流程", max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+", db_index=False)
    version = models.ForeignKey(
        FlowVersion, models.PROTECT, null=True, verbose_name="在用版本", related_name="+", db_index=False
    )
    holds_below = models.BooleanField("下级单位也按此办理", default=False)
    is_fit = models.BooleanField("合乎基本流程", default=True)

    class Meta:
        verbose_name = "流程变通"
        constraints = [models.UniqueConstraint(fields=["flow_key", "unit"], name="flow_variant_once")]

    def __str__(self) -> str:
        return f"{self.flow_key} {self.unit_id}"


class Case(models.Model):
    """办件: what every kind of case shares. ``subject`` names the app's own record, "disclosure_inner.request/12"."""

    class Status(models.TextChoices):
        RUNNING = "running", "办理中"
        SUSPENDED = "suspended", "已中止"
        DONE = "done", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"
        VOID = "void", "已作废"

    class Urgency(models.IntegerChoices):
        NORMAL = 0, "平件"
        URGENT = 1, "加急"
        TOP = 2, "特急"

    flow_version = models.ForeignKey(FlowVersion, models.PROTECT, verbose_name="流程版本", db_index=False)
    flow_key = models.CharField("流程", max_length=60)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="承办单位", db_index=False)
    title = models.CharField("标题", max_length=200)
    subject = models.CharField("业务对象", max_length=80)
    number = models.CharField("编号", max_length=60, blank=True)
    urgency = models.SmallIntegerField("紧急程度", choices=Urgency, default=Urgency.NORMAL)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.RUNNING)
    result = models.CharField("结果", max_length=60, blank=True)
    version = models.IntegerField("改动次数", default=1)
    marks = models.JSONField("流转记录")
    data = models.JSONField("业务数据", default=dict)
    starter = models.ForeignKey(
        "org.User", models.PROTECT, null=True, verbose_name="发起人", related_name="+", db_index=False
    )
    starter_post = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, verbose_name="发起岗位", related_name="+", db_index=False
    )
    starter_unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, verbose_name="发起单位", related_name="+", db_index=False
    )
    received_on = models.DateField("收件日期")
    due_on = models.DateField("期限", null=True, blank=True)
    opened_at = models.DateTimeField("发起时间")
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    # The items that the act which answered with this case has opened; not stored.
    opened: tuple[int, ...] = ()

    class Meta:
        verbose_name = "办件"
        indexes = [
            models.Index(fields=["subject"], name="flow_case_subject", condition=~Q(subject="")),
            models.Index(fields=["starter", "-id"], name="flow_case_starter"),
            models.Index(fields=["unit", "flow_key", "-id"], name="flow_case_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """事项: one piece of work, or one copy to read, at a post or with all who hold a duty in a unit.

    Open rows carry what the list shows (title, flow, urgency, due date); closed rows give it up.
    """

    class State(models.IntegerChoices):
        OPEN = 0, "待办"
        DONE = 1, "已办"
        VOID = 2, "已取消"
        READ = 3, "已阅"

    class Kind(models.IntegerChoices):
        TODO = 0, "办理"
        TOREAD = 1, "传阅"

    case = models.ForeignKey(Case, models.PROTECT, verbose_name="办件", related_name="items", db_constraint=False)
    step = models.CharField("环节", max_length=60, blank=True)
    scope = models.CharField("范围", max_length=200)
    round = models.SmallIntegerField("轮次", default=1)
    kind = models.SmallIntegerField("种类", choices=Kind, default=Kind.TODO)
    state = models.SmallIntegerField("状态", choices=State, default=State.OPEN)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", db_index=False)
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, verbose_name="岗位", db_index=False)
    duty = models.CharField("职责", max_length=60, blank=True)
    user = models.ForeignKey(
        "org.User", models.PROTECT, null=True, verbose_name="办理人", related_name="+", db_index=False
    )
    for_user = models.ForeignKey(
        "org.User", models.PROTECT, null=True, verbose_name="被代办人", related_name="+", db_index=False
    )
    prev = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        verbose_name="上一事项",
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    added_by = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        verbose_name="加签自",
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    back = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        verbose_name="直接送回",
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    opened_at = models.DateTimeField("到达时间")
    read_at = models.DateTimeField("阅看时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    move = models.CharField("动作", max_length=60, blank=True)
    opinion = models.TextField("意见", blank=True)
    undo = models.JSONField("可撤回的内容", null=True, blank=True)
    own_due_on = models.DateField("环节期限", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)
    flow_key = models.CharField("流程", max_length=60, blank=True)
    urgency = models.SmallIntegerField("紧急程度", choices=Case.Urgency, default=Case.Urgency.NORMAL)

    class Meta:
        verbose_name = "事项"
        indexes = [
            models.Index(
                F("post"), F("kind"), F("urgency").desc(), F("due_on"), F("id"),
                condition=Q(state=0, post__isnull=False), name="flow_item_post",
            ),
            models.Index(
                F("unit"), F("duty"), F("kind"), F("urgency").desc(), F("due_on"), F("id"),
                condition=Q(state=0, post__isnull=True), name="flow_item_pool",
            ),
            models.Index(
                fields=["own_due_on"], condition=Q(state=0, own_due_on__isnull=False), name="flow_item_own_due"
            ),
            # What was done on a post or in a pool, whoever did it: the lists of who keeps no register begin here.
            models.Index(fields=["post"], condition=~Q(state=0) & Q(post__isnull=False), name="flow_item_past_post"),
            models.Index(fields=["unit", "duty"], condition=~Q(state=0) & ~Q(duty=""), name="flow_item_past_duty"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id}:{self.step}"


class Part(models.Model):
    """参与: who has acted on a case; what his tabs 在办 and 办结 show."""

    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name="办件", related_name="parts", db_index=False, db_constraint=False
    )
    user = models.ForeignKey("org.User", models.PROTECT, verbose_name="用户", related_name="+", db_index=False)
    is_open = models.BooleanField("办件未结", default=True)

    class Meta:
        verbose_name = "参与"
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="flow_part_once")]
        indexes = [models.Index(fields=["user", "is_open", "-case"], name="flow_part_user")]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.user_id}"


class Handwriting(models.Model):
    """手写意见: the strokes with which an item was done; its digest stands in the trace of that act."""

    item = models.OneToOneField(Item, models.PROTECT, verbose_name="事项", related_name="handwriting")
    width = models.PositiveSmallIntegerField("宽")
    height = models.PositiveSmallIntegerField("高")
    path = models.TextField("笔迹")
    sha256 = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "手写意见"

    def __str__(self) -> str:
        return f"{self.item_id} {self.sha256[:8]}"


class Deed(models.Model):
    """动作凭据: an idempotency key that has been used, and the case that it answered with."""

    key = models.UUIDField("凭据", primary_key=True)
    case = models.ForeignKey(Case, models.DO_NOTHING, verbose_name="办件", db_index=False, db_constraint=False)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "动作凭据"

    def __str__(self) -> str:
        return str(self.key)


class Phrase(models.Model):
    """常用语: a person's own words for opinions."""

    user = models.ForeignKey("org.User", models.CASCADE, verbose_name="用户", related_name="+")
    text = models.CharField("内容", max_length=200)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "常用语"
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="flow_phrase_once")]

    def __str__(self) -> str:
        return self.text
