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
            name="YearlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "scope",
                    models.CharField(
                        choices=[("unit", "本机关"), ("area", "本行政区域")], max_length=4, verbose_name="范围"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "编制中"),
                            ("in_review", "审签中"),
                            ("issued", "已发布"),
                            ("replaced", "已更正"),
                            ("dropped", "已作废"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("proactive", models.JSONField(blank=True, null=True, verbose_name="主动公开情况")),
                ("requests", models.JSONField(blank=True, null=True, verbose_name="申请办理情况")),
                ("reviews", models.JSONField(blank=True, null=True, verbose_name="复议诉讼情况")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="数据锁定时间")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发布日期")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="更正原因")),
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
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="disclosure_report.yearlyreport",
                        verbose_name="更正的报告",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="编制人",
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
                        verbose_name="PDF 文件",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="签发人",
                    ),
                ),
                (
                    "sums",
                    models.ManyToManyField(
                        related_name="summed_in", to="disclosure_report.yearlyreport", verbose_name="汇总的报告"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="行政机关",
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="Word 文件",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开年度报告",
                "indexes": [
                    models.Index(fields=["unit", "-year", "scope", "-revision"], name="disclosure_report_list")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "issued")),
                        fields=("unit", "year", "scope"),
                        name="disclosure_report_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "in_review"])),
                        fields=("unit", "year", "scope"),
                        name="disclosure_report_in_work",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_by", None),
                            models.Q(("drafted_by", models.F("issued_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_report_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["issued", "replaced"]), _negated=True),
                            models.Q(("file__isnull", False), ("frozen_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="disclosure_report_issued_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects", None), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="disclosure_report_correction_reason",
                    ),
                ],
            },
        ),
    ]
