import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("flow", "0001_initial"),
        ("org", "0001_initial"),
        ("seals", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contract", "合同协议"),
                            ("certificate", "证明"),
                            ("letter", "函件回执"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="文件种类",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="文件名称")),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("sheets", models.JSONField(default=list, verbose_name="各页大小（毫米）")),
                ("page", models.PositiveSmallIntegerField(null=True, verbose_name="用印页")),
                ("x_mm", models.FloatField(null=True, verbose_name="距左（毫米）")),
                ("y_mm", models.FloatField(null=True, verbose_name="距上（毫米）")),
                ("is_perforated", models.BooleanField(default=False, verbose_name="加盖骑缝章")),
                ("sealed_at", models.DateTimeField(null=True, verbose_name="用印时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="申请人",
                    ),
                ),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="待用印文件",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
                (
                    "sealed_file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="已用印文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "用印申请",
                "indexes": [models.Index(fields=["seal", "-id"], name="seal_use_by_seal")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_at__isnull", True), ("sealed_file__isnull", True)),
                            models.Q(("sealed_at__isnull", False), ("sealed_file__isnull", False)),
                            _connector="OR",
                        ),
                        name="seal_use_sealed_whole",
                    )
                ],
            },
        ),
    ]
