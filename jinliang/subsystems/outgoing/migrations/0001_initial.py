import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("flow", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("head", models.CharField(blank=True, max_length=60, verbose_name="发文机关标志")),
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
                        verbose_name="发文机关",
                    ),
                ),
                ("letter_mark", models.CharField(blank=True, max_length=30, verbose_name="函的代字")),
            ],
            options={
                "verbose_name": "发文办公室",
            },
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("resolution", "决议"),
                            ("decision", "决定"),
                            ("order", "命令（令）"),
                            ("communique", "公报"),
                            ("proclamation", "公告"),
                            ("announcement", "通告"),
                            ("opinion", "意见"),
                            ("notice", "通知"),
                            ("circular", "通报"),
                            ("report", "报告"),
                            ("request", "请示"),
                            ("reply", "批复"),
                            ("motion", "议案"),
                            ("letter", "函"),
                            ("minutes", "纪要"),
                        ],
                        max_length=20,
                        verbose_name="文种",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("document", "文件格式（下行、平行）"),
                            ("upward", "文件格式（上行，标注签发人）"),
                            ("letter", "信函格式"),
                            ("order", "命令（令）格式"),
                            ("minutes", "纪要格式"),
                        ],
                        max_length=10,
                        verbose_name="格式",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="附注")),
                ("signed_version", models.PositiveIntegerField(blank=True, null=True, verbose_name="签发的版次")),
                ("signers", models.JSONField(default=list, verbose_name="签发人")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="发文字号")),
                ("print_run", models.PositiveIntegerField(default=0, verbose_name="印数")),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="页数")),
                ("seal_places", models.JSONField(default=list, verbose_name="用印位置")),
                ("printed_at", models.DateTimeField(blank=True, null=True, verbose_name="成文时间")),
                ("created_at", models.DateTimeField(verbose_name="拟稿时间")),
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
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="拟稿人",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="正本",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="发文机关",
                    ),
                ),
                ("sealed_at", models.DateTimeField(blank=True, null=True, verbose_name="用印时间")),
                ("has_copy_numbers", models.BooleanField(default=False, verbose_name="标注份号")),
                ("has_own_head", models.BooleanField(default=False, verbose_name="只用主办机关标志")),
                ("copy_place", models.JSONField(blank=True, null=True, verbose_name="份号位置")),
                ("issued_at", models.DateTimeField(blank=True, null=True, verbose_name="印发时间")),
                (
                    "distribution",
                    models.CharField(
                        blank=True,
                        choices=[("exchange", "公文交换分发"), ("paper", "纸质分发"), ("none", "不分发（留存）")],
                        max_length=10,
                        verbose_name="分发方式",
                    ),
                ),
                ("distribution_note", models.CharField(blank=True, max_length=200, verbose_name="分发说明")),
                (
                    "retention",
                    models.CharField(
                        blank=True,
                        choices=[("permanent", "永久"), ("30", "30年"), ("10", "10年"), ("none", "不归档（留存备查）")],
                        max_length=10,
                        verbose_name="归档标识",
                    ),
                ),
            ],
            options={
                "verbose_name": "发文",
                "indexes": [
                    models.Index(fields=["unit", "-created_at", "-id"], name="outgoing_register"),
                    models.Index(
                        condition=models.Q(("printed_at", None)),
                        fields=["unit", "-created_at", "-id"],
                        name="outgoing_under_way",
                    ),
                    models.Index(
                        condition=models.Q(("printed_at__isnull", False)),
                        fields=["unit", "-dated_on", "-id"],
                        name="outgoing_printed",
                    ),
                    models.Index(
                        condition=models.Q(("distribution", ""), ("issued_at__isnull", False)),
                        fields=["unit", "-dated_on", "-id"],
                        name="outgoing_to_distribute",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("unit", "number"),
                        name="outgoing_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("printed_at", None),
                            models.Q(("dated_on__isnull", False), ("file__isnull", False)),
                            _connector="OR",
                        ),
                        name="outgoing_printed_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "relation",
                    models.CharField(
                        choices=[("answers", "答复"), ("cites", "引用"), ("repeals", "废止"), ("forwards", "转发")],
                        max_length=8,
                        verbose_name="关系",
                    ),
                ),
                ("words", models.CharField(max_length=200, verbose_name="文号和标题")),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bases",
                        to="outgoing.outgoing",
                        verbose_name="发文",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="used_by",
                        to="outgoing.outgoing",
                        verbose_name="本单位公文",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=80, verbose_name="其他公文")),
            ],
            options={
                "verbose_name": "行文依据",
                "constraints": [
                    models.UniqueConstraint(fields=("outgoing", "relation", "words"), name="outgoing_basis_once")
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("subject", ""), _negated=True), fields=["subject"], name="outgoing_upon"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("title", models.CharField(max_length=120, verbose_name="名称")),
                ("is_turned", models.BooleanField(default=False, verbose_name="横排")),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="outgoing.outgoing",
                        verbose_name="发文",
                    ),
                ),
            ],
            options={
                "verbose_name": "附件",
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(choices=[("main", "主送"), ("copy", "抄送")], max_length=4, verbose_name="方式"),
                ),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                (
                    "outgoing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="outgoing.outgoing",
                        verbose_name="发文",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "收文单位",
                "ordering": ["role", "order"],
                "constraints": [
                    models.UniqueConstraint(fields=("outgoing", "role", "name"), name="outgoing_recipient_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Joint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("signers", models.JSONField(default=list, verbose_name="签发人")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("is_past", models.BooleanField(default=False, verbose_name="已作罢")),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="会签件",
                    ),
                ),
                (
                    "outgoing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joints",
                        to="outgoing.outgoing",
                        verbose_name="发文",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "联署机关",
                "ordering": ["order"],
                "indexes": [models.Index(fields=["outgoing", "order"], name="outgoing_joint_order")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_past", False)), fields=("outgoing", "name"), name="outgoing_joint_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CopyAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="份号")),
                (
                    "act",
                    models.CharField(
                        choices=[("give", "发出"), ("return", "清退"), ("destroy", "销毁")],
                        max_length=7,
                        verbose_name="去向",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                ("who", models.CharField(max_length=60, verbose_name="领取、交回或销毁人")),
                ("holder", models.CharField(blank=True, max_length=120, verbose_name="原持有单位")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("batch", models.UUIDField(verbose_name="登记批次")),
                ("entered_by_name", models.CharField(max_length=60, verbose_name="登记人")),
                ("entered_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "outgoing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copy_acts",
                        to="outgoing.outgoing",
                        verbose_name="发文",
                    ),
                ),
            ],
            options={
                "verbose_name": "份号登记",
                "ordering": ["number", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("outgoing", "number", "act"), name="outgoing_copy_act_once")
                ],
            },
        ),
    ]
