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
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow_key", models.CharField(max_length=60, verbose_name="流程")),
                ("number", models.PositiveIntegerField(verbose_name="版次")),
                (
                    "act",
                    models.CharField(
                        choices=[("publish", "发布"), ("restore", "恢复旧版"), ("withdraw", "停用")],
                        default="publish",
                        max_length=10,
                        verbose_name="操作",
                    ),
                ),
                ("holds_below", models.BooleanField(default=False, verbose_name="下级单位也按此办理")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="发布人",
                    ),
                ),
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
                        verbose_name="流程版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "步骤表版次",
                "constraints": [
                    models.UniqueConstraint(fields=("flow_key", "unit", "number"), name="steps_edition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StepTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("flow_key", models.CharField(max_length=60, verbose_name="流程")),
                ("definition", models.JSONField(verbose_name="步骤")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="改动次数")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="修改人",
                    ),
                ),
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
                ("before", models.JSONField(null=True, verbose_name="上一次的步骤")),
            ],
            options={
                "verbose_name": "步骤表",
                "constraints": [models.UniqueConstraint(fields=("flow_key", "unit"), name="steps_table_once")],
            },
        ),
    ]
