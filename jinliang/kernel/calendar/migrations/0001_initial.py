import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(blank=True, max_length=12, verbose_name="区划")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                (
                    "act",
                    models.CharField(
                        choices=[("publish", "公布"), ("amend", "调整")], max_length=8, verbose_name="方式"
                    ),
                ),
                ("changes", models.JSONField(verbose_name="变动的日期")),
                ("reason", models.CharField(max_length=200, verbose_name="依据或理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor", models.JSONField(verbose_name="经办人")),
            ],
            options={
                "verbose_name": "日历版本",
                "indexes": [models.Index(fields=["region", "year"], name="calendar_edition_year")],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", models.CharField(blank=True, max_length=12, verbose_name="区划")),
                ("day", models.DateField(verbose_name="日期")),
                ("is_work", models.BooleanField(verbose_name="工作日")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="累计工作日")),
                ("note", models.CharField(blank=True, max_length=60, verbose_name="说明")),
                ("is_own", models.BooleanField(default=True, verbose_name="本级规定")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="calendar.edition", verbose_name="版本"
                    ),
                ),
            ],
            options={
                "verbose_name": "日历",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_work", True)), fields=["region", "number"], name="calendar_day_number"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("region", "day"), name="calendar_day_once")],
            },
        ),
    ]
