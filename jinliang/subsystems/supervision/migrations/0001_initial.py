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
            name="SupervisionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("number", models.CharField(max_length=60, verbose_name="督查编号")),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("instruction", "领导批示"),
                            ("meeting", "会议议定事项"),
                            ("decision", "重大决策部署"),
                            ("petition", "群众反映"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("matter", models.CharField(max_length=200, verbose_name="督查事项")),
                ("words", models.TextField(blank=True, verbose_name="批示或议定内容")),
                ("due_on", models.DateField(verbose_name="办理期限")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="来源对象")),
                ("source_url", models.CharField(blank=True, max_length=200, verbose_name="来源地址")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("opened_at", models.DateTimeField(verbose_name="立项时间")),
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
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="立项人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="督查机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查事项",
                "indexes": [models.Index(fields=["unit", "-id"], name="supervision_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "number"), name="supervision_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("source", ""), _negated=True), ("closed_on", None)),
                        fields=("unit", "source"),
                        name="supervision_source_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="进展情况")),
                ("by_name", models.CharField(max_length=60, verbose_name="填报人")),
                ("reported_at", models.DateTimeField(verbose_name="填报时间")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="supervision.supervisionitem",
                        verbose_name="督查事项",
                    ),
                ),
            ],
            options={
                "verbose_name": "进展",
                "ordering": ["reported_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AssistingUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assisting",
                        to="supervision.supervisionitem",
                        verbose_name="督查事项",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="配合件",
                    ),
                ),
            ],
            options={
                "verbose_name": "配合单位",
                "constraints": [models.UniqueConstraint(fields=("item", "unit"), name="supervision_assisting_once")],
            },
        ),
    ]
