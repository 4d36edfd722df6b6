import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("flow", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("number", models.CharField(max_length=60, verbose_name="收文编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("request", "请示"),
                            ("report", "报告"),
                            ("letter", "函"),
                            ("notice", "通知"),
                            ("circular", "通报"),
                            ("opinion", "意见"),
                            ("reply", "批复"),
                            ("decision", "决定"),
                            ("resolution", "决议"),
                            ("order", "命令（令）"),
                            ("communique", "公报"),
                            ("proclamation", "公告"),
                            ("announcement", "通告"),
                            ("motion", "议案"),
                            ("minutes", "纪要"),
                            ("telegram", "电报"),
                            ("digest", "简报"),
                            ("other", "其他来文"),
                        ],
                        max_length=20,
                        verbose_name="文种",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("sender", models.CharField(max_length=120, verbose_name="来文单位")),
                ("sender_number", models.CharField(blank=True, max_length=80, verbose_name="来文字号")),
                ("number_key", models.CharField(blank=True, max_length=80, verbose_name="字号（比对用）")),
                ("title_key", models.CharField(max_length=200, verbose_name="标题（比对用）")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("received_on", models.DateField(verbose_name="收文日期")),
                (
                    "classification",
                    models.CharField(
                        blank=True,
                        choices=[("", "普通"), ("internal", "内部（工作秘密）")],
                        max_length=10,
                        verbose_name="保密管理",
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="份数")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("is_repeat", models.BooleanField(default=False, verbose_name="重收")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="交换来源")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                (
                    "retention",
                    models.CharField(
                        blank=True,
                        choices=[("permanent", "永久"), ("30", "30年"), ("10", "10年"), ("none", "不归档（留存备查）")],
                        max_length=10,
                        verbose_name="归档标识",
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="办理结果")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="登记人",
                    ),
                ),
                (
                    "sender_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="来文单位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="收文机关",
                    ),
                ),
                ("may_print", models.BooleanField(default=True, verbose_name="可打印下载")),
            ],
            options={
                "verbose_name": "收文",
                "indexes": [
                    models.Index(fields=["unit", "title_key"], name="incoming_title"),
                    models.Index(fields=["unit", "-received_on", "-id"], name="incoming_register"),
                    models.Index(
                        condition=models.Q(("closed_on", None)),
                        fields=["unit", "-received_on", "-id"],
                        name="incoming_under_way",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "number"), name="incoming_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=("unit", "source"),
                        name="incoming_source_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("number_key", ""), _negated=True), ("is_repeat", False)),
                        fields=("unit", "sender", "number_key"),
                        name="incoming_paper_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnteredInstruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("written_on", models.DateField(verbose_name="批示日期")),
                ("entered_at", models.DateTimeField(verbose_name="代录时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="代录人",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.item",
                        verbose_name="事项",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="批示人",
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered",
                        to="incoming.incoming",
                        verbose_name="收文",
                    ),
                ),
            ],
            options={
                "verbose_name": "代录批示",
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="办公室",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="收文机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "收文办公室",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "role",
                    models.CharField(choices=[("lead", "主办"), ("assist", "协办")], max_length=6, verbose_name="方式"),
                ),
                ("content", models.CharField(blank=True, max_length=300, verbose_name="承办事项")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="承办期限")),
                ("feedback", models.TextField(blank=True, verbose_name="办理情况")),
                ("is_unfit", models.BooleanField(default=False, verbose_name="认为不属本单位职责")),
                ("fed_back_at", models.DateTimeField(blank=True, null=True, verbose_name="反馈时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "fed_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="反馈人",
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="incoming.incoming",
                        verbose_name="收文",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="承办岗位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="承办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "承办任务",
                "ordering": ["-role", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("chase", "催办"), ("notice", "通知")], max_length=6, verbose_name="事由"
                    ),
                ),
                ("party", models.CharField(max_length=80, verbose_name="对方")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                ("words", models.CharField(max_length=300, verbose_name="通话内容")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="对方答复")),
                ("called_at", models.DateTimeField(verbose_name="通话时间")),
                (
                    "caller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="通话人",
                    ),
                ),
                (
                    "incoming",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="incoming.incoming",
                        verbose_name="收文",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="incoming.task",
                        verbose_name="承办任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "电话记录",
                "ordering": ["called_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="InstructionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="优先用于",
                    ),
                ),
                ("is_default", models.BooleanField(default=False, verbose_name="默认")),
                ("position", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="修改次数")),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="incoming.office",
                        verbose_name="收文办公室",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示顺序",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("office", "name"), name="incoming_order_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("office",), name="incoming_order_default"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InstructionTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="位次")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="incoming.instructionorder",
                        verbose_name="批示顺序",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "批示次序",
                "ordering": ["place"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "place"), name="incoming_turn_place"),
                    models.UniqueConstraint(fields=("order", "post"), name="incoming_turn_post"),
                ],
            },
        ),
    ]
