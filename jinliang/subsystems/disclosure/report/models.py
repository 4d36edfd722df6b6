"""The yearly reports of an agency or a government's area: the tables frozen in them, and the files as issued.

The written parts are documents of the report's ``subject``, one for each of ``rules.TEXTS``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from . import rules


class YearlyReport(models.Model):
    """年度报告: one revision for one year. A correction is a report of its own; the old one is kept."""

    class State(models.TextChoices):
        DRAFT = "draft", "编制中"
        IN_REVIEW = "in_review", "审签中"
        ISSUED = "issued", "已发布"
        REPLACED = "replaced", "已更正"
        DROPPED = "dropped", "已作废"

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="行政机关", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=4, choices=[(key.value, name) for key, name in rules.SCOPES.items()])
    revision = models.PositiveSmallIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    proactive = models.JSONField("主动公开情况", null=True, blank=True)
    requests = models.JSONField("申请办理情况", null=True, blank=True)
    reviews = models.JSONField("复议诉讼情况", null=True, blank=True)
    frozen_at = models.DateTimeField("数据锁定时间", null=True, blank=True)
    sums = models.ManyToManyField("self", symmetrical=False, verbose_name="汇总的报告", related_name="summed_in")
    drafted_by = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="编制人", related_name="+"
    )
    issued_by = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="签发人", related_name="+"
    )
    issued_on = models.DateField("发布日期", null=True, blank=True)
    file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, verbose_name="PDF 文件", related_name="+"
    )
    word = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, verbose_name="Word 文件", related_name="+"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正的报告", related_name="corrections"
    )
    reason = models.CharField("更正原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "公开年度报告"
        indexes = [models.Index(fields=["unit", "-year", "scope", "-revision"], name="disclosure_report_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "scope"], condition=Q(state="issued"), name="disclosure_report_in_force"
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "scope"],
                condition=Q(state__in=["draft", "in_review"]),
                name="disclosure_report_in_work",
            ),
            models.CheckConstraint(
                condition=Q(issued_by=None) | ~Q(drafted_by=F("issued_by")), name="disclosure_report_two_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "replaced"]) | Q(frozen_at__isnull=False, file__isnull=False),
                name="disclosure_report_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="disclosure_report_correction_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return rules.title(self.unit.name, self.year)

    @property
    def subject(self) -> str:
        return f"disclosure_report.report/{self.uuid}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.IN_REVIEW)

    @property
    def is_area(self) -> bool:
        return self.scope == rules.Scope.AREA
