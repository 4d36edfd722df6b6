import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="发文字号")),
                ("kind", models.CharField(max_length=20, verbose_name="文种")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="成文日期")),
                (
                    "urgency",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "平件"), (1, "加急"), (2, "特急")], default=0, verbose_name="紧急程度"
                    ),
                ),
                ("is_internal", models.BooleanField(default=False, verbose_name="内部")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="分发说明")),
                ("asks_slip", models.BooleanField(default=False, verbose_name="要求回执")),
                ("reply_by", models.DateField(blank=True, null=True, verbose_name="反馈期限")),
                ("sent_at", models.DateTimeField(verbose_name="分发时间")),
                ("sent_by_name", models.CharField(max_length=60, verbose_name="分发人姓名")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="正文",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="分发人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="发文单位",
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=120, verbose_name="原发文机关")),
            ],
            options={
                "verbose_name": "公文分发",
                "indexes": [
                    models.Index(
                        condition=models.Q(("source", ""), _negated=True),
                        fields=["source"],
                        name="document_exchange_source",
                    ),
                    models.Index(fields=["unit", "-sent_at", "-id"], name="document_exchange_sent_on"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "role",
                    models.CharField(
                        choices=[("main", "主送"), ("copy", "抄送"), ("forward", "转发")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("order", models.PositiveIntegerField(verbose_name="次序")),
                ("copy_number", models.CharField(blank=True, max_length=6, verbose_name="份号")),
                ("may_print", models.BooleanField(default=False, verbose_name="可打印")),
                ("may_forward", models.BooleanField(default=False, verbose_name="可转发")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "途中"),
                            ("delivered", "已送达"),
                            ("read", "已阅读"),
                            ("signed", "已签收"),
                            ("returned", "已退回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="delivered",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("delivered_at", models.DateTimeField(verbose_name="送达时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅读时间")),
                ("read_by_name", models.CharField(blank=True, max_length=60, verbose_name="阅读人")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签收时间")),
                ("signed_by_name", models.CharField(blank=True, max_length=60, verbose_name="签收人")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="退回或撤回时间")),
                ("ended_by_name", models.CharField(blank=True, max_length=60, verbose_name="退回或撤回人")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="退回或撤回理由")),
                ("chase_at", models.DateTimeField(blank=True, null=True, verbose_name="催收时间")),
                ("chased_at", models.DateTimeField(blank=True, null=True, verbose_name="上次催收")),
                ("chases", models.PositiveSmallIntegerField(default=0, verbose_name="催收次数")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forwarded",
                        to="document_exchange.copy",
                        verbose_name="转发自",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="收文单位",
                    ),
                ),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="document_exchange.dispatch",
                        verbose_name="分发",
                    ),
                ),
                ("passed_on", models.PositiveIntegerField(default=0, verbose_name="对方转发份数")),
                ("passed_on_signed", models.PositiveIntegerField(default=0, verbose_name="对方转发签收份数")),
                (
                    "recall",
                    models.CharField(
                        blank=True,
                        choices=[("asked", "已请求撤回"), ("refused", "对方已阅读，未能撤回")],
                        max_length=8,
                        verbose_name="撤回请求",
                    ),
                ),
            ],
            options={
                "verbose_name": "公文份",
                "indexes": [
                    models.Index(
                        condition=models.Q(("chase_at__isnull", False)),
                        fields=["chase_at"],
                        name="document_exchange_chase",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["sent", "delivered", "read"])),
                        fields=["unit", "-id"],
                        name="document_exchange_waiting",
                    ),
                    models.Index(fields=["unit", "-delivered_at", "-id"], name="document_exchange_received"),
                    models.Index(
                        condition=models.Q(("parent", None), ("state__in", ["sent", "delivered", "read"])),
                        fields=["dispatch"],
                        name="document_exchange_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            models.Q(("read_at__isnull", False), ("signed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_exchange_signed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True), ("read_at", None), _connector="OR"
                        ),
                        name="document_exchange_withdrawn_unread",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["sent", "delivered", "read", "signed"])),
                        fields=("dispatch", "unit"),
                        name="document_exchange_copy_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["sent", "delivered", "read"]), ("chase_at", None), _connector="OR"
                        ),
                        name="document_exchange_chased_while_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reception",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="收发机构",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "收发机构",
            },
        ),
        migrations.CreateModel(
            name="RecipientGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="所属单位",
                    ),
                ),
                ("units", models.ManyToManyField(related_name="+", to="org.unit", verbose_name="收文单位")),
            ],
            options={
                "verbose_name": "收文单位组",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("unit", "name"), name="document_exchange_group_name")],
            },
        ),
        migrations.CreateModel(
            name="ReplySlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="联系人")),
                ("telephone", models.CharField(max_length=30, verbose_name="电话")),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="内容")),
                ("filed_at", models.DateTimeField(verbose_name="填报时间")),
                ("filed_by_name", models.CharField(max_length=60, verbose_name="填报人")),
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slip",
                        to="document_exchange.copy",
                        verbose_name="公文份",
                    ),
                ),
            ],
            options={
                "verbose_name": "回执",
            },
        ),
        migrations.CreateModel(
            name="NodeDirectory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.CharField(max_length=100, verbose_name="节点")),
                (
                    "direction",
                    models.CharField(choices=[("out", "发布"), ("in", "收到")], max_length=3, verbose_name="方向"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="版次")),
                ("units", models.PositiveIntegerField(verbose_name="单位数")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "节点单位目录",
                "constraints": [
                    models.UniqueConstraint(fields=("node", "direction"), name="document_exchange_directory")
                ],
            },
        ),
    ]
