import django.db.models.deletion
from django.db import migrations, models

import jinliang.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unknown_key", "签名密钥不明"),
                            ("altered", "包被改动或损坏"),
                            ("gap", "序号不连续"),
                            ("replay", "包重复到达"),
                            ("held", "包未能入库"),
                            ("secrecy", "含密级标志"),
                            ("refused", "对端拒收"),
                            ("unanswered", "回执超时"),
                            ("disk", "存储空间不足"),
                            ("transport", "传输失败"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("route", models.CharField(blank=True, max_length=60, verbose_name="线路")),
                ("seq", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="序号")),
                ("text", models.CharField(max_length=300, verbose_name="说明")),
                ("raised_at", models.DateTimeField(verbose_name="时间")),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                ("seen_by", models.CharField(blank=True, max_length=60, verbose_name="处理人")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="处理说明")),
            ],
            options={
                "verbose_name": "告警",
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at", None)), fields=["-raised_at"], name="exchange_alarm_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seen_at", None)),
                        fields=("kind", "route", "seq"),
                        name="exchange_alarm_open_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingBundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("route", models.CharField(max_length=60, verbose_name="线路")),
                ("seq", models.PositiveBigIntegerField(verbose_name="序号")),
                ("header_hash", models.CharField(max_length=64, unique=True, verbose_name="摘要")),
                ("header", models.JSONField(verbose_name="包头")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("partial", "未收齐"),
                            ("waiting", "等待前序包"),
                            ("held", "隔离待处理"),
                            ("applied", "已入库"),
                            ("rejected", "已拒收"),
                            ("refused", "不予接收"),
                        ],
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("report", models.JSONField(default=list, verbose_name="检查结果")),
                ("contents", models.JSONField(default=dict, verbose_name="消息类型与数量")),
                ("receipt_code", models.CharField(blank=True, max_length=20, verbose_name="回执码")),
                ("received_at", models.DateTimeField(verbose_name="到达时间")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
                ("repeats", models.PositiveIntegerField(default=0, verbose_name="重复到达次数")),
            ],
            options={
                "verbose_name": "收到的包",
                "indexes": [models.Index(fields=["route", "seq"], name="exchange_received_seq")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["applied", "rejected"])),
                        fields=("route", "seq"),
                        name="exchange_settled_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="线路")),
                ("peer", models.CharField(max_length=60, verbose_name="对端节点")),
                (
                    "direction",
                    models.CharField(choices=[("out", "发出"), ("in", "接收")], max_length=3, verbose_name="方向"),
                ),
                (
                    "transport",
                    models.CharField(
                        choices=[("loopback", "本机自动摆渡"), ("folder", "介质摆渡"), ("https", "网络直传")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("is_enabled", models.BooleanField(default=True, verbose_name="启用")),
                ("is_one_way", models.BooleanField(default=False, verbose_name="单向（无回程）")),
                ("allowed", models.JSONField(default=dict, verbose_name="白名单")),
                ("receipt_hours", models.PositiveIntegerField(default=48, verbose_name="回执时限（小时）")),
                ("last_seq", models.PositiveBigIntegerField(default=0, verbose_name="末包序号")),
                ("last_hash", models.CharField(blank=True, max_length=64, verbose_name="末包摘要")),
                ("last_at", models.DateTimeField(blank=True, null=True, verbose_name="末包时间")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="连续未连通次数")),
                ("paused_until", models.DateTimeField(blank=True, null=True, verbose_name="下次连接时间")),
            ],
            options={
                "verbose_name": "线路",
                "constraints": [
                    models.UniqueConstraint(fields=("name", "direction"), name="exchange_route_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("direction", "out"), ("is_enabled", True)),
                        fields=("peer",),
                        name="exchange_route_one_way_out",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingBundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveBigIntegerField(verbose_name="序号")),
                ("header_hash", models.CharField(max_length=64, verbose_name="摘要")),
                ("message_count", models.PositiveIntegerField(verbose_name="消息数")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("receipt_secret", models.BinaryField(verbose_name="回执码密钥")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("packed", "待回执"),
                            ("acknowledged", "已回执"),
                            ("refused", "对端拒收"),
                            ("unanswered", "无需回执"),
                        ],
                        default="packed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("packed_at", models.DateTimeField(verbose_name="封包时间")),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="送出时间")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="回执时间")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="拒收理由")),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent",
                        to="exchange.route",
                        verbose_name="线路",
                    ),
                ),
                ("first_hash", models.CharField(blank=True, max_length=64, verbose_name="首次封装摘要")),
            ],
            options={
                "verbose_name": "发出的包",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "packed")), fields=["packed_at"], name="exchange_sent_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("delivered_at", None)), fields=["route"], name="exchange_sent_undelivered"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("route", "seq"), name="exchange_sent_seq")],
            },
        ),
        migrations.CreateModel(
            name="RouteChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("route", models.CharField(max_length=60, verbose_name="线路")),
                ("proposal", models.JSONField(verbose_name="变更内容")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "待批准"), ("approved", "已批准"), ("declined", "未批准")],
                        default="proposed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("opinion", models.CharField(blank=True, max_length=200, verbose_name="意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="批准人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "线路变更",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="exchange_change_two_people",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomingMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=60, verbose_name="来自")),
                ("uuid", models.UUIDField(verbose_name="标识")),
                ("type", models.CharField(max_length=80, verbose_name="类型")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("applied_at", models.DateTimeField(verbose_name="入库时间")),
                (
                    "bundle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="exchange.incomingbundle",
                        verbose_name="所在包",
                    ),
                ),
            ],
            options={
                "verbose_name": "收到的消息",
                "constraints": [models.UniqueConstraint(fields=("origin", "uuid"), name="exchange_message_once")],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jinliang.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("type", models.CharField(max_length=80, verbose_name="类型")),
                ("version", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("peer", models.CharField(max_length=60, verbose_name="送往")),
                ("payload", models.JSONField(verbose_name="内容")),
                ("files", models.JSONField(default=list, verbose_name="附件")),
                ("sender", models.JSONField(verbose_name="经办")),
                ("sent_at", models.DateTimeField(verbose_name="时间")),
                (
                    "bundle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="exchange.outgoingbundle",
                        verbose_name="所在包",
                    ),
                ),
            ],
            options={
                "verbose_name": "发出的消息",
                "indexes": [
                    models.Index(
                        condition=models.Q(("bundle", None)), fields=["peer", "id"], name="exchange_message_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("export", "封包导出"),
                            ("import", "导入"),
                            ("apply", "再次入库"),
                            ("advance", "后续包入库"),
                        ],
                        max_length=8,
                        verbose_name="类别",
                    ),
                ),
                ("route", models.CharField(blank=True, max_length=60, verbose_name="线路")),
                ("upload", models.CharField(blank=True, max_length=43, verbose_name="上传")),
                ("first_seq", models.PositiveBigIntegerField(default=0, verbose_name="起始序号")),
                ("done", models.PositiveBigIntegerField(default=0, verbose_name="已处理字节数")),
                ("total", models.PositiveBigIntegerField(default=0, verbose_name="总字节数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待开始"),
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="结果")),
                ("asked_post", models.BigIntegerField(null=True, verbose_name="交办岗位")),
                ("asked_at", models.DateTimeField(verbose_name="交办时间")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="交办人",
                    ),
                ),
                (
                    "bundle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="exchange.incomingbundle",
                        verbose_name="收到的包",
                    ),
                ),
            ],
            options={
                "verbose_name": "摆渡任务",
                "indexes": [models.Index(fields=["-asked_at"], name="exchange_task_asked")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("kind", "route", "bundle", "upload"),
                        name="exchange_task_open_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
