import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("happened_at", models.DateTimeField(verbose_name="时间")),
                ("caller", models.CharField(max_length=80, verbose_name="来电来人")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                ("matter", models.TextField(max_length=1000, verbose_name="事项")),
                ("handling", models.TextField(blank=True, max_length=2000, verbose_name="处理情况")),
                ("system_lines", models.TextField(blank=True, verbose_name="系统记录")),
                ("told", models.CharField(blank=True, max_length=200, verbose_name="报告和通知")),
                ("by_name", models.CharField(max_length=60, verbose_name="记录人")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="办结时间")),
                ("closed_by_name", models.CharField(blank=True, max_length=60, verbose_name="办结人")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="修改次数")),
                ("changed_by_name", models.CharField(blank=True, max_length=60, verbose_name="最后修改人")),
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
            ],
            options={
                "verbose_name": "值班记录",
                "indexes": [models.Index(fields=["unit", "-happened_at", "-id"], name="duty_roster_log_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=120, unique=True, verbose_name="来源")),
                ("escalate_at", models.DateTimeField(verbose_name="报告时间")),
                ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="已报告带班领导")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="处理完毕")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarm",
                        to="duty_roster.logentry",
                        verbose_name="值班记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "特急提醒",
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=["escalate_at"],
                        name="duty_roster_watched",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(choices=[("day", "白班"), ("night", "夜班")], max_length=5, verbose_name="班次"),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="带班领导",
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
            ],
            options={
                "verbose_name": "班次",
                "constraints": [models.UniqueConstraint(fields=("unit", "on", "kind"), name="duty_roster_shift_once")],
            },
        ),
        migrations.CreateModel(
            name="DutyOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="值班员",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="officers",
                        to="duty_roster.shift",
                        verbose_name="班次",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班员",
                "ordering": ["order"],
                "constraints": [models.UniqueConstraint(fields=("shift", "user"), name="duty_roster_officer_once")],
            },
        ),
        migrations.CreateModel(
            name="Swap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(choices=[("day", "白班"), ("night", "夜班")], max_length=5, verbose_name="班次"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("by_name", models.CharField(max_length=60, verbose_name="办理人")),
                ("at", models.DateTimeField(verbose_name="办理时间")),
                (
                    "now",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="替班人",
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
                    "was",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="原值班人",
                    ),
                ),
            ],
            options={
                "verbose_name": "换班",
                "indexes": [models.Index(fields=["unit", "on"], name="duty_roster_swaps_by_day")],
            },
        ),
        migrations.CreateModel(
            name="DutyOffice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("telephone", models.CharField(max_length=30, verbose_name="值班电话")),
                ("opens_at", models.TimeField(default=datetime.time(8, 30), verbose_name="上班时间")),
                ("closes_at", models.TimeField(default=datetime.time(17, 30), verbose_name="下班时间")),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="值班机构",
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
                "verbose_name": "值班机构",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="duty_roster_office_hours"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(verbose_name="交班事项")),
                ("open_entries", models.PositiveSmallIntegerField(verbose_name="未办结")),
                ("given_by_name", models.CharField(max_length=60, verbose_name="交班人姓名")),
                ("given_at", models.DateTimeField(verbose_name="交班时间")),
                ("taken_by_name", models.CharField(blank=True, max_length=60, verbose_name="接班人")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="接班时间")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="交班人",
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
            ],
            options={
                "verbose_name": "交接班",
                "indexes": [models.Index(fields=["unit", "-id"], name="duty_roster_handovers")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_at", None)), fields=("unit",), name="duty_roster_one_waits"
                    )
                ],
            },
        ),
    ]
