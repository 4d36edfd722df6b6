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
            name="Blob",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="摘要")),
                ("size", models.BigIntegerField(verbose_name="字节数")),
                ("kind", models.CharField(max_length=12, verbose_name="类型")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="页数")),
                (
                    "scan_state",
                    models.CharField(
                        choices=[("unscanned", "未查毒"), ("clean", "已查毒")],
                        default="unscanned",
                        max_length=10,
                        verbose_name="查毒",
                    ),
                ),
                ("stored_at", models.DateTimeField(verbose_name="存入时间")),
            ],
            options={
                "verbose_name": "文件内容",
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jinliang.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("subject", models.CharField(max_length=120, verbose_name="所属")),
                ("uploaded_by_name", models.CharField(max_length=60, verbose_name="上传人姓名")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="移除时间")),
                (
                    "blob",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="files.blob",
                        verbose_name="内容",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "文件",
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at", None)),
                        fields=["subject", "uploaded_at"],
                        name="files_file_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.CharField(editable=False, max_length=43, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=150, verbose_name="文件名")),
                ("length", models.BigIntegerField(verbose_name="总字节数")),
                ("address", models.CharField(max_length=45, verbose_name="来源地址")),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "上传",
                "indexes": [
                    models.Index(fields=["address", "started_at"], name="files_upload_address"),
                    models.Index(fields=["started_at"], name="files_upload_started"),
                ],
            },
        ),
    ]
