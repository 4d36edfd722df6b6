import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CardRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statutory", "法定期限"),
                            ("promised", "承诺期限"),
                            ("stage", "环节期限"),
                            ("applicant", "等待申请人"),
                            ("third_party", "等待第三方"),
                        ],
                        max_length=12,
                        verbose_name="期限种类",
                    ),
                ),
                (
                    "colour",
                    models.CharField(choices=[("yellow", "黄牌"), ("red", "红牌")], max_length=6, verbose_name="牌别"),
                ),
                ("grace", models.PositiveSmallIntegerField(verbose_name="逾期后工作日")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("from_on", models.DateField(verbose_name="生效日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="失效日期")),
            ],
            options={
                "verbose_name": "发牌规则",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("to_on__isnull", True)),
                        fields=("kind", "colour"),
                        name="flow_card_rule_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FlowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow_key", models.CharField(max_length=60, verbose_name="流程")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("definition", models.JSONField(verbose_name="定义")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "流程版本",
                "constraints": [models.UniqueConstraint(fields=("flow_key", "number"), name="flow_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow_key", models.CharField(max_length=60, verbose_name="流程")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("subject", models.CharField(max_length=80, verbose_name="业务对象")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="编号")),
                (
                    "urgency",
                    models.SmallIntegerField(
                        choices=[(0, "平件"), (1, "加急"), (2, "特急")], default=0, verbose_name="紧急程度"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "办理中"),
                            ("suspended", "已中止"),
                            ("done", "已办结"),
                            ("withdrawn", "已撤回"),
                            ("void", "已作废"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=60, verbose_name="结果")),
                ("version", models.IntegerField(default=1, verbose_name="改动次数")),
                ("marks", models.JSONField(verbose_name="流转记录")),
                ("data", models.JSONField(default=dict, verbose_name="业务数据")),
                ("received_on", models.DateField(verbose_name="收件日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("opened_at", models.DateTimeField(verbose_name="发起时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                (
                    "starter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="发起人",
                    ),
                ),
                (
                    "starter_post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="发起岗位",
                    ),
                ),
                (
                    "starter_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="发起单位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="org.unit",
                        verbose_name="承办单位",
                    ),
                ),
                (
                    "flow_version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="flow.flowversion",
                        verbose_name="流程版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件",
                "indexes": [
                    models.Index(
                        condition=models.Q(("subject", ""), _negated=True), fields=["subject"], name="flow_case_subject"
                    ),
                    models.Index(fields=["starter", "-id"], name="flow_case_starter"),
                    models.Index(fields=["unit", "flow_key", "-id"], name="flow_case_unit"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="标识")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statutory", "法定期限"),
                            ("promised", "承诺期限"),
                            ("stage", "环节期限"),
                            ("applicant", "等待申请人"),
                            ("third_party", "等待第三方"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("region", models.CharField(blank=True, max_length=12, verbose_name="工作日历")),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "计时中"), ("stopped", "已中止"), ("finished", "已办结")],
                        default="running",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="到期日")),
                ("is_provisional", models.BooleanField(default=False, verbose_name="到期日为暂定")),
                ("remind_on", models.DateField(blank=True, null=True, verbose_name="提醒日")),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒时间")),
                ("yellow_at", models.DateTimeField(blank=True, null=True, verbose_name="黄牌时间")),
                ("red_at", models.DateTimeField(blank=True, null=True, verbose_name="红牌时间")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="下次检查时间")),
                ("edition", models.PositiveIntegerField(default=0, verbose_name="所依日历版本")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="flow_clock_next"
                    ),
                    models.Index(
                        condition=models.Q(("state", "finished"), _negated=True),
                        fields=["edition"],
                        name="flow_clock_edition",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "finished"), _negated=True),
                        fields=("case", "key"),
                        name="flow_clock_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("start", "起算"),
                            ("stop", "中止"),
                            ("resume", "恢复"),
                            ("extend", "延长"),
                            ("restart", "重新起算"),
                            ("finish", "办结"),
                        ],
                        max_length=8,
                        verbose_name="变动",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="天数")),
                ("is_working", models.BooleanField(default=True, verbose_name="工作日")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                ("actor", models.JSONField(verbose_name="登记人")),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="flow.clock",
                        verbose_name="期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限变动",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False, verbose_name="凭据")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
            ],
            options={
                "verbose_name": "动作凭据",
            },
        ),
        migrations.CreateModel(
            name="DueChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(verbose_name="工作日历版本")),
                ("was_on", models.DateField(blank=True, null=True, verbose_name="原到期日")),
                ("is_on", models.DateField(blank=True, null=True, verbose_name="新到期日")),
                ("at", models.DateTimeField(verbose_name="重算时间")),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_changes",
                        to="flow.clock",
                        verbose_name="期限",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限重算",
                "indexes": [models.Index(fields=["-at"], name="flow_due_change_at")],
                "constraints": [models.UniqueConstraint(fields=("clock", "edition"), name="flow_due_change_once")],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(blank=True, max_length=60, verbose_name="环节")),
                ("scope", models.CharField(max_length=200, verbose_name="范围")),
                ("round", models.SmallIntegerField(default=1, verbose_name="轮次")),
                ("kind", models.SmallIntegerField(choices=[(0, "办理"), (1, "传阅")], default=0, verbose_name="种类")),
                (
                    "state",
                    models.SmallIntegerField(
                        choices=[(0, "待办"), (1, "已办"), (2, "已取消"), (3, "已阅")], default=0, verbose_name="状态"
                    ),
                ),
                ("duty", models.CharField(blank=True, max_length=60, verbose_name="职责")),
                ("opened_at", models.DateTimeField(verbose_name="到达时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅看时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("move", models.CharField(blank=True, max_length=60, verbose_name="动作")),
                ("opinion", models.TextField(blank=True, verbose_name="意见")),
                ("undo", models.JSONField(blank=True, null=True, verbose_name="可撤回的内容")),
                ("own_due_on", models.DateField(blank=True, null=True, verbose_name="环节期限")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="期限")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="标题")),
                ("flow_key", models.CharField(blank=True, max_length=60, verbose_name="流程")),
                (
                    "urgency",
                    models.SmallIntegerField(
                        choices=[(0, "平件"), (1, "加急"), (2, "特急")], default=0, verbose_name="紧急程度"
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="flow.item",
                        verbose_name="加签自",
                    ),
                ),
                (
                    "back",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="flow.item",
                        verbose_name="直接送回",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "for_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="被代办人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
                (
                    "prev",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="flow.item",
                        verbose_name="上一事项",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="org.unit", verbose_name="单位"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项",
                "indexes": [
                    models.Index(
                        models.F("post"),
                        models.F("kind"),
                        models.OrderBy(models.F("urgency"), descending=True),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("post__isnull", False), ("state", 0)),
                        name="flow_item_post",
                    ),
                    models.Index(
                        models.F("unit"),
                        models.F("duty"),
                        models.F("kind"),
                        models.OrderBy(models.F("urgency"), descending=True),
                        models.F("due_on"),
                        models.F("id"),
                        condition=models.Q(("post__isnull", True), ("state", 0)),
                        name="flow_item_pool",
                    ),
                    models.Index(
                        condition=models.Q(("own_due_on__isnull", False), ("state", 0)),
                        fields=["own_due_on"],
                        name="flow_item_own_due",
                    ),
                    models.Index(
                        condition=models.Q(models.Q(("state", 0), _negated=True), ("post__isnull", False)),
                        fields=["post"],
                        name="flow_item_past_post",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("state", 0), _negated=True), models.Q(("duty", ""), _negated=True)
                        ),
                        fields=["unit", "duty"],
                        name="flow_item_past_duty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "colour",
                    models.CharField(choices=[("yellow", "黄牌"), ("red", "红牌")], max_length=6, verbose_name="牌别"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("statutory", "法定期限"),
                            ("promised", "承诺期限"),
                            ("stage", "环节期限"),
                            ("applicant", "等待申请人"),
                            ("third_party", "等待第三方"),
                        ],
                        max_length=12,
                        verbose_name="期限种类",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="逾期的到期日")),
                ("reason", models.CharField(max_length=200, verbose_name="发牌理由")),
                ("given_at", models.DateTimeField(verbose_name="发牌时间")),
                ("appealed_at", models.DateTimeField(blank=True, null=True, verbose_name="申诉时间")),
                ("appealed_by", models.JSONField(blank=True, null=True, verbose_name="申诉人")),
                ("appeal", models.CharField(blank=True, max_length=500, verbose_name="申诉理由")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="申诉答复时间")),
                ("appeal_answer", models.CharField(blank=True, max_length=500, verbose_name="申诉答复")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                ("revoked_by", models.JSONField(blank=True, null=True, verbose_name="撤销人")),
                ("revoke_reason", models.CharField(blank=True, max_length=500, verbose_name="撤销理由")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="flow.clock",
                        verbose_name="期限",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="flow.item",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "红黄牌",
                "indexes": [
                    models.Index(
                        condition=models.Q(("revoked_at__isnull", True)), fields=["-given_at"], name="flow_card_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("clock__isnull", False)),
                        fields=("clock", "colour", "due_on"),
                        name="flow_card_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("item", "colour", "due_on"),
                        name="flow_card_item_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clock__isnull", False), ("item__isnull", True)),
                            models.Q(("clock__isnull", True), ("item__isnull", False)),
                            _connector="OR",
                        ),
                        name="flow_card_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            models.Q(("revoke_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="flow_card_revoked_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True, verbose_name="办件未结")),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "参与",
                "indexes": [models.Index(fields=["user", "is_open", "-case"], name="flow_part_user")],
                "constraints": [models.UniqueConstraint(fields=("case", "user"), name="flow_part_once")],
            },
        ),
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="内容")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用语",
                "constraints": [models.UniqueConstraint(fields=("user", "text"), name="flow_phrase_once")],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow_key", models.CharField(max_length=60, verbose_name="流程")),
                ("holds_below", models.BooleanField(default=False, verbose_name="下级单位也按此办理")),
                ("is_fit", models.BooleanField(default=True, verbose_name="合乎基本流程")),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.flowversion",
                        verbose_name="在用版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "流程变通",
                "constraints": [models.UniqueConstraint(fields=("flow_key", "unit"), name="flow_variant_once")],
            },
        ),
        migrations.CreateModel(
            name="Handwriting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("width", models.PositiveSmallIntegerField(verbose_name="宽")),
                ("height", models.PositiveSmallIntegerField(verbose_name="高")),
                ("path", models.TextField(verbose_name="笔迹")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handwriting",
                        to="flow.item",
                        verbose_name="事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "手写意见",
            },
        ),
    ]
