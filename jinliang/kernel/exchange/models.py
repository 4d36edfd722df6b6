"""What leaves, what arrives, over which routes, and what went wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from jinliang.base import ids


class Route(models.Model):
    """线路: messages in one direction between this node and one peer, in numbered bundles.

    A route has the same ``name`` on both sides. ``allowed`` is its white list: {message type: [fields]}.
    """

    class Direction(models.TextChoices):
        OUT = "out", "发出"
        IN = "in", "接收"

    class Transport(models.TextChoices):
        LOOPBACK = "loopback", "本机自动摆渡"
        FOLDER = "folder", "介质摆渡"
        HTTPS = "https", "网络直传"

    name = models.CharField("线路", max_length=60)
    peer = models.CharField("对端节点", max_length=60)
    direction = models.CharField("方向", max_length=3, choices=Direction)
    transport = models.CharField("方式", max_length=8, choices=Transport)
    address = models.CharField("地址", max_length=200, blank=True)
    is_enabled = models.BooleanField("启用", default=True)
    is_one_way = models.BooleanField("单向（无回程）", default=False)
    allowed = models.JSONField("白名单", default=dict)
    receipt_hours = models.PositiveIntegerField("回执时限（小时）", default=48)
    last_seq = models.PositiveBigIntegerField("末包序号", default=0)
    last_hash = models.CharField("末包摘要", max_length=64, blank=True)
    last_at = models.DateTimeField("末包时间", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("连续未连通次数", default=0)
    paused_until = models.DateTimeField("下次连接时间", null=True, blank=True)

    class Meta:
        verbose_name = "线路"
        constraints = [
            models.UniqueConstraint(fields=["name", "direction"], name="exchange_route_name"),
            models.UniqueConstraint(
                fields=["peer"], condition=Q(direction="out", is_enabled=True), name="exchange_route_one_way_out"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RouteChange(models.Model):
    """线路变更: proposed by one person, decided by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待批准"
        APPROVED = "approved", "已批准"
        DECLINED = "declined", "未批准"

    route = models.CharField("线路", max_length=60)
    proposal = models.JSONField("变更内容")
    reason = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="提出人", related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="批准人", related_name="+")
    decided_at = models.DateTimeField("批准时间", null=True)
    opinion = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "线路变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="exchange_change_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"{self.route}：{self.get_state_display()}"


class OutgoingBundle(models.Model):
    """发出的包: sealed and numbered; kept on disk until it is acknowledged."""

    class State(models.TextChoices):
        PACKED = "packed", "待回执"
        ACKNOWLEDGED = "acknowledged", "已回执"
        REFUSED = "refused", "对端拒收"
        UNANSWERED = "unanswered", "无需回执"

    route = models.ForeignKey(Route, models.PROTECT, verbose_name="线路", related_name="sent")
    seq = models.PositiveBigIntegerField("序号")
    header_hash = models.CharField("摘要", max_length=64)
    first_hash = models.CharField("首次封装摘要", max_length=64, blank=True)
    message_count = models.PositiveIntegerField("消息数")
    size = models.PositiveBigIntegerField("字节数")
    receipt_secret = models.BinaryField("回执码密钥")
    state = models.CharField("状态", max_length=12, choices=State, default=State.PACKED)
    packed_at = models.DateTimeField("封包时间")
    delivered_at = models.DateTimeField("送出时间", null=True, blank=True)
    answered_at = models.DateTimeField("回执时间", null=True, blank=True)
    reason = models.CharField("拒收理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "发出的包"
        constraints = [models.UniqueConstraint(fields=["route", "seq"], name="exchange_sent_seq")]
        indexes = [
            models.Index(fields=["packed_at"], condition=Q(state="packed"), name="exchange_sent_waiting"),
            models.Index(fields=["route"], condition=Q(delivered_at=None), name="exchange_sent_undelivered"),
        ]

    def __str__(self) -> str:
        return f"{self.route}-{self.seq}"

    @property
    def identity(self) -> str:
        return self.first_hash or self.header_hash


class OutgoingMessage(models.Model):
    """发出的消息: written in the transaction of the business act that causes it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    type = models.CharField("类型", max_length=80)
    version = models.PositiveSmallIntegerField("版本")
    peer = models.CharField("送往", max_length=60)
    payload = models.JSONField("内容")
    files = models.JSONField("附件", default=list)
    sender = models.JSONField("经办")
    sent_at = models.DateTimeField("时间")
    bundle = models.ForeignKey(
        OutgoingBundle, models.PROTECT, null=True, blank=True, verbose_name="所在包", related_name="messages"
    )

    class Meta:
        verbose_name = "发出的消息"
        indexes = [models.Index(fields=["peer", "id"], condition=Q(bundle=None), name="exchange_message_waiting")]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class IncomingBundle(models.Model):
    """收到的包: in quarantine until it is applied or refused; what came is recorded in either case."""

    class State(models.TextChoices):
        PARTIAL = "partial", "未收齐"
        WAITING = "waiting", "等待前序包"
        HELD = "held", "隔离待处理"
        APPLIED = "applied", "已入库"
        REJECTED = "rejected", "已拒收"
        REFUSED = "refused", "不予接收"

    route = models.CharField("线路", max_length=60)
    seq = models.PositiveBigIntegerField("序号")
    header_hash = models.CharField("摘要", max_length=64, unique=True)
    header = models.JSONField("包头")
    state = models.CharField("状态", max_length=8, choices=State)
    report = models.JSONField("检查结果", default=list)
    contents = models.JSONField("消息类型与数量", default=dict)
    receipt_code = models.CharField("回执码", max_length=20, blank=True)
    received_at = models.DateTimeField("到达时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    repeats = models.PositiveIntegerField("重复到达次数", default=0)

    class Meta:
        verbose_name = "收到的包"
        indexes = [models.Index(fields=["route", "seq"], name="exchange_received_seq")]
        constraints = [
            models.UniqueConstraint(
                fields=["route", "seq"], condition=Q(state__in=["applied", "rejected"]), name="exchange_settled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.route}-{self.seq}"

    @property
    def identity(self) -> str:
        return str(self.header.get("first") or self.header_hash)


class IncomingMessage(models.Model):
    """收到的消息: that it was applied; its content belongs to the app that applied it."""

    origin = models.CharField("来自", max_length=60)
    uuid = models.UUIDField("标识")
    type = models.CharField("类型", max_length=80)
    version = models.PositiveSmallIntegerField("版本")
    bundle = models.ForeignKey(IncomingBundle, models.PROTECT, verbose_name="所在包", related_name="messages")
    applied_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = "收到的消息"
        constraints = [models.UniqueConstraint(fields=["origin", "uuid"], name="exchange_message_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.uuid}"


class Task(models.Model):
    """摆渡任务: what a person asked of the ferry and the worker carries out, and how far it is.

    ``first_seq`` is the last number of the route when packing began: after a crash it still says what was packed.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", "封包导出"
        IMPORT = "import", "导入"
        APPLY = "apply", "再次入库"
        ADVANCE = "advance", "后续包入库"

    class State(models.TextChoices):
        WAITING = "waiting", "等待开始"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"

    kind = models.CharField("类别", max_length=8, choices=Kind)
    route = models.CharField("线路", max_length=60, blank=True)
    upload = models.CharField("上传", max_length=43, blank=True)
    bundle = models.ForeignKey(
        IncomingBundle, models.PROTECT, null=True, blank=True, verbose_name="收到的包", related_name="tasks"
    )
    first_seq = models.PositiveBigIntegerField("起始序号", default=0)
    done = models.PositiveBigIntegerField("已处理字节数", default=0)
    total = models.PositiveBigIntegerField("总字节数", default=0)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    words = models.CharField("结果", max_length=300, blank=True)
    asked_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="交办人", related_name="+")
    asked_post = models.BigIntegerField("交办岗位", null=True)
    asked_at = models.DateTimeField("交办时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "摆渡任务"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "route", "bundle", "upload"],
                condition=Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="exchange_task_open_once",
            )
        ]
        indexes = [models.Index(fields=["-asked_at"], name="exchange_task_asked")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.bundle or self.route}".strip()

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Alarm(models.Model):
    """告警: stays open until a person has looked at it."""

    class Kind(models.TextChoices):
        UNKNOWN_KEY = "unknown_key", "签名密钥不明"
        ALTERED = "altered", "包被改动或损坏"
        GAP = "gap", "序号不连续"
        REPLAY = "replay", "包重复到达"
        HELD = "held", "包未能入库"
        SECRECY = "secrecy", "含密级标志"
        REFUSED = "refused", "对端拒收"
        UNANSWERED = "unanswered", "回执超时"
        DISK = "disk", "存储空间不足"
        TRANSPORT = "transport", "传输失败"

    kind = models.CharField("类别", max_length=12, choices=Kind)
    route = models.CharField("线路", max_length=60, blank=True)
    seq = models.PositiveBigIntegerField("序号", null=True, blank=True)
    text = models.CharField("说明", max_length=300)
    raised_at = models.DateTimeField("时间")
    seen_at = models.DateTimeField("处理时间", null=True, blank=True)
    seen_by = models.CharField("处理人", max_length=60, blank=True)
    note = models.CharField("处理说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "告警"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "route", "seq"],
                condition=Q(seen_at=None),
                nulls_distinct=False,
                name="exchange_alarm_open_once",
            )
        ]
        indexes = [models.Index(fields=["-raised_at"], condition=Q(seen_at=None), name="exchange_alarm_open")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.text}"
