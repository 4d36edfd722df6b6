import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_code", models.CharField(max_length=18, unique=True, verbose_name="单位代码")),
                ("name", models.CharField(max_length=100, verbose_name="单位")),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("telephone", models.CharField(max_length=30, verbose_name="电话")),
                ("hours", models.CharField(max_length=100, verbose_name="办公时间")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                ("fax", models.CharField(blank=True, max_length=30, verbose_name="传真")),
                ("email", models.CharField(blank=True, max_length=100, verbose_name="电子邮箱")),
                ("guide", models.TextField(blank=True, verbose_name="指南说明")),
                ("is_open", models.BooleanField(default=True, verbose_name="接受网上申请")),
            ],
            options={
                "verbose_name": "公开受理机构",
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("code_digest", models.BinaryField(unique=True, verbose_name="查询码（比对）")),
                ("telephone_digest", models.BinaryField(verbose_name="电话（比对）")),
                ("record_sealed", models.BinaryField(default=b"", verbose_name="申请表（加密）")),
                ("wanted", models.TextField(max_length=2000, verbose_name="申请内容")),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="登记编号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "已提交"),
                            ("registered", "已登记"),
                            ("completion", "待补正"),
                            ("handling", "办理中"),
                            ("third_party", "征求第三方意见"),
                            ("fee", "待缴费"),
                            ("answered", "已答复"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="submitted",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                ("answer_by", models.DateField(blank=True, null=True, verbose_name="申请人办理期限")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="disclosure_outer.office",
                        verbose_name="受理机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开申请（外网）",
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("token_digest", models.BinaryField(unique=True, verbose_name="口令（比对）")),
                ("unit_name", models.CharField(max_length=100, verbose_name="征询机关")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("opinion", models.CharField(blank=True, max_length=10, verbose_name="意见")),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="理由")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
            ],
            options={
                "verbose_name": "第三方征询（外网）",
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=45, verbose_name="地址")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "查询失败",
                "indexes": [models.Index(fields=["address", "at"], name="disclosure_attempt_address")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("number", models.CharField(max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(verbose_name="签发日期")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="首次下载时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="disclosure_outer.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "告知文书（外网）",
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="补正内容")),
                ("at", models.DateTimeField(verbose_name="提交时间")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement",
                        to="disclosure_outer.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正材料",
            },
        ),
        migrations.CreateModel(
            name="YearlyReportCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("unit_code", models.CharField(max_length=18, verbose_name="单位代码")),
                ("unit_name", models.CharField(max_length=100, verbose_name="单位")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("scope", models.CharField(max_length=4, verbose_name="范围")),
                ("revision", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("issued_on", models.DateField(verbose_name="发布日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="更正原因")),
            ],
            options={
                "verbose_name": "公开年度报告（外网）",
                "indexes": [
                    models.Index(fields=["-year", "unit_code", "scope", "-revision"], name="disclosure_copy_list")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit_code", "year", "scope", "revision"), name="disclosure_copy_revision"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=60, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="disclosure_outer.application",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "办理进度",
                "constraints": [
                    models.UniqueConstraint(fields=("application", "label", "at"), name="disclosure_progress_once")
                ],
            },
        ),
    ]
