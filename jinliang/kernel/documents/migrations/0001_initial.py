import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=120, verbose_name="所属")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("latest", models.PositiveIntegerField(default=0, verbose_name="最新版次")),
            ],
            options={
                "verbose_name": "文稿",
                "indexes": [models.Index(fields=["subject"], name="documents_document_subject")],
            },
        ),
        migrations.CreateModel(
            name="NoticeTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="种类")),
                ("version", models.PositiveIntegerField(verbose_name="版次")),
                ("valid_from", models.DateField(verbose_name="启用日期")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("body", models.TextField(verbose_name="正文")),
                ("basis", models.CharField(max_length=200, verbose_name="依据")),
                ("remedy", models.TextField(blank=True, verbose_name="救济途径")),
                ("saved_by_name", models.CharField(max_length=60, verbose_name="保存人")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
            ],
            options={
                "verbose_name": "告知文本",
                "indexes": [models.Index(fields=["key", "-valid_from", "-version"], name="documents_notice_on")],
                "constraints": [models.UniqueConstraint(fields=("key", "version"), name="documents_notice_once")],
            },
        ),
        migrations.CreateModel(
            name="NumberRegister",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="种类")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("template", models.CharField(default="{mark}〔{year}〕{n}号", max_length=60, verbose_name="样式")),
                ("mark", models.CharField(max_length=30, verbose_name="代字")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="已用至")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "编号簿",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "unit", "year"), name="documents_register_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.PositiveIntegerField(verbose_name="序号")),
                ("text", models.CharField(max_length=80, verbose_name="文号")),
                (
                    "state",
                    models.CharField(
                        choices=[("reserved", "预留"), ("used", "已用"), ("voided", "作废"), ("recycled", "收回待用")],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=120, verbose_name="所属")),
                ("by_name", models.CharField(max_length=60, verbose_name="经办人")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers",
                        to="documents.numberregister",
                        verbose_name="编号簿",
                    ),
                ),
            ],
            options={
                "verbose_name": "文号",
                "indexes": [
                    models.Index(fields=["subject"], name="documents_number_subject"),
                    models.Index(
                        condition=models.Q(("state", "recycled")),
                        fields=["register", "n"],
                        name="documents_number_free",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("register", "n"), name="documents_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "voided"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="documents_voided_number_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版次")),
                ("text", models.JSONField(verbose_name="正文")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("saved_by_name", models.CharField(max_length=60, verbose_name="保存人姓名")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="documents.document",
                        verbose_name="文稿",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="保存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文稿版次",
                "constraints": [models.UniqueConstraint(fields=("document", "number"), name="documents_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("based_on", models.PositiveIntegerField(verbose_name="所据版次")),
                ("plain", models.TextField(verbose_name="内容")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="documents.document",
                        verbose_name="文稿",
                    ),
                ),
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
                "verbose_name": "草稿",
                "constraints": [models.UniqueConstraint(fields=("document", "user"), name="documents_draft_once")],
            },
        ),
    ]
