"""A document that was sent, the copy of every unit with its own way, and what came back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .rules import LIVE, OPEN, URGENCY, State


class Reception(models.Model):
    """收发机构: the office that sends and receives for a unit, besides the unit itself and its own sections."""

    unit = models.OneToOneField("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    office = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="收发机构", related_name="+")

    class Meta:
        verbose_name = "收发机构"

    def __str__(self) -> str:
        return f"{self.unit}：{self.office}"


class RecipientGroup(models.Model):
    """收文单位组: units to which a sender often writes, under a name of his."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="所属单位", related_name="+")
    name = models.CharField("名称", max_length=40)
    units = models.ManyToManyField("org.Unit", verbose_name="收文单位", related_name="+")

    class Meta:
        verbose_name = "收文单位组"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="document_exchange_group_name")]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """公文分发: one act of sending. Its files are those of ``subject``; ``source`` is what it was made from."""

    uuid = models.UUIDField("编号", unique=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="发文单位", related_name="+", db_index=False)
    source = models.CharField("来源", max_length=120, blank=True)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("发文字号", max_length=80, blank=True)
    kind = models.CharField("文种", max_length=20)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    urgency = models.PositiveSmallIntegerField("紧急程度", choices=list(URGENCY.items()), default=0)
    is_internal = models.BooleanField("内部", default=False)
    note = models.CharField("分发说明", max_length=300, blank=True)
    asks_slip = models.BooleanField("要求回执", default=False)
    reply_by = models.DateField("反馈期限", null=True, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, verbose_name="正文", related_name="+")
    issuer = models.CharField("原发文机关", max_length=120, blank=True)
    sent_at = models.DateTimeField("分发时间")
    sent_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="分发人", related_name="+")
    sent_by_name = models.CharField("分发人姓名", max_length=60)

    class Meta:
        verbose_name = "公文分发"
        indexes = [
            models.Index(fields=["unit", "-sent_at", "-id"], name="document_exchange_sent_on"),
            models.Index(fields=["source"], name="document_exchange_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"document_exchange.dispatch/{self.uuid}"

    @property
    def sender(self) -> str:
        """Who issued it: ``unit``, or whoever it was forwarded for by ``unit`` of another node."""
        return self.issuer or self.unit.name


class Copy(models.Model):
    """公文份: what one unit received, and its way. ``parent`` is the copy that was forwarded to it."""

    class Role(models.TextChoices):
        MAIN = "main", "主送"
        COPY = "copy", "抄送"
        FORWARDED = "forward", "转发"

    class States(models.TextChoices):
        SENT = State.SENT.value, "途中"
        DELIVERED = State.DELIVERED.value, "已送达"
        READ = State.READ.value, "已阅读"
        SIGNED = State.SIGNED.value, "已签收"
        RETURNED = State.RETURNED.value, "已退回"
        WITHDRAWN = State.WITHDRAWN.value, "已撤回"

    class Recall(models.TextChoices):
        ASKED = "asked", "已请求撤回"
        REFUSED = "refused", "对方已阅读，未能撤回"

    uuid = models.UUIDField("编号", unique=True)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, verbose_name="分发", related_name="copies")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="收文单位", related_name="+", db_index=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="转发自", related_name="forwarded"
    )
    role = models.CharField("方式", max_length=8, choices=Role)
    order = models.PositiveIntegerField("次序")
    copy_number = models.CharField("份号", max_length=6, blank=True)
    may_print = models.BooleanField("可打印", default=False)
    may_forward = models.BooleanField("可转发", default=False)
    state = models.CharField("状态", max_length=10, choices=States, default=States.DELIVERED)
    delivered_at = models.DateTimeField("送达时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    read_by_name = models.CharField("阅读人", max_length=60, blank=True)
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_by_name = models.CharField("签收人", max_length=60, blank=True)
    ended_at = models.DateTimeField("退回或撤回时间", null=True, blank=True)
    ended_by_name = models.CharField("退回或撤回人", max_length=60, blank=True)
    reason = models.CharField("退回或撤回理由", max_length=300, blank=True)
    chase_at = models.DateTimeField("催收时间", null=True, blank=True)
    chased_at = models.DateTimeField("上次催收", null=True, blank=True)
    chases = models.PositiveSmallIntegerField("催收次数", default=0)
    recall = models.CharField("撤回请求", max_length=8, choices=Recall, blank=True)
    passed_on = models.PositiveIntegerField("对方转发份数", default=0)
    passed_on_signed = models.PositiveIntegerField("对方转发签收份数", default=0)

    class Meta:
        verbose_name = "公文份"
        indexes = [
            models.Index(fields=["unit", "-delivered_at", "-id"], name="document_exchange_received"),
            models.Index(
                fields=["dispatch"],
                condition=Q(parent=None, state__in=[*map(str, OPEN)]),
                name="document_exchange_open",
            ),
            models.Index(
                fields=["unit", "-id"], name="document_exchange_waiting", condition=Q(state__in=[*map(str, OPEN)])
            ),
            models.Index(fields=["chase_at"], name="document_exchange_chase", condition=Q(chase_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "unit"],
                condition=Q(state__in=[*map(str, LIVE)]),
                name="document_exchange_copy_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SIGNED.value) | Q(signed_at__isnull=False, read_at__isnull=False),
                name="document_exchange_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*map(str, OPEN)]) | Q(chase_at=None), name="document_exchange_chased_while_open"
            ),
            # What was read is never taken back.
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value) | Q(read_at=None), name="document_exchange_withdrawn_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.dispatch}"

    @property
    def subject(self) -> str:
        return f"document_exchange.copy/{self.uuid}"


class ReplySlip(models.Model):
    """回执: who will deal with it there, and what the unit answers. It can be filled in anew until the deadline."""

    copy = models.OneToOneField(Copy, models.CASCADE, verbose_name="公文份", related_name="slip")
    name = models.CharField("联系人", max_length=40)
    telephone = models.CharField("电话", max_length=30)
    text = models.TextField("内容", max_length=1000, blank=True)
    filed_at = models.DateTimeField("填报时间")
    filed_by_name = models.CharField("填报人", max_length=60)

    class Meta:
        verbose_name = "回执"

    def __str__(self) -> str:
        return f"{self.copy.unit}：{self.name}"


class NodeDirectory(models.Model):
    """节点单位目录: which edition of the units that receive documents went to a node, and which came from it."""

    class Direction(models.TextChoices):
        OUT = "out", "发布"
        IN = "in", "收到"

    node = models.CharField("节点", max_length=100)
    direction = models.CharField("方向", max_length=3, choices=Direction)
    number = models.PositiveIntegerField("版次")
    units = models.PositiveIntegerField("单位数")
    digest = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "节点单位目录"
        constraints = [models.UniqueConstraint(fields=["node", "direction"], name="document_exchange_directory")]

    def __str__(self) -> str:
        return f"{self.node} 第{self.number}版"
