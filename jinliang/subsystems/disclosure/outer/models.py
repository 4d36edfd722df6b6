"""What the outer site keeps of a disclosure request: enough to show its applicant where it stands, and no more."""

from __future__ import annotations

from django.db import models


class Office(models.Model):
    """公开受理机构: a page of the guide, as the agency last issued it."""

    unit_code = models.CharField("单位代码", max_length=18, unique=True)
    name = models.CharField("单位", max_length=100)
    address = models.CharField("地址", max_length=200)
    telephone = models.CharField("电话", max_length=30)
    hours = models.CharField("办公时间", max_length=100)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    fax = models.CharField("传真", max_length=30, blank=True)
    email = models.CharField("电子邮箱", max_length=100, blank=True)
    guide = models.TextField("指南说明", blank=True)
    is_open = models.BooleanField("接受网上申请", default=True)

    class Meta:
        verbose_name = "公开受理机构"

    def __str__(self) -> str:
        return self.name


class Application(models.Model):
    """申请: opened again only with its code and the telephone number given with it."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", "已提交"
        REGISTERED = "registered", "已登记"
        COMPLETION = "completion", "待补正"
        HANDLING = "handling", "办理中"
        THIRD_PARTY = "third_party", "征求第三方意见"
        FEE = "fee", "待缴费"
        ANSWERED = "answered", "已答复"
        WITHDRAWN = "withdrawn", "已撤回"

    uuid = models.UUIDField("编号", unique=True)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name="受理机构")
    code_digest = models.BinaryField("查询码（比对）", unique=True)
    telephone_digest = models.BinaryField("电话（比对）")
    record_sealed = models.BinaryField("申请表（加密）", default=b"")
    wanted = models.TextField("申请内容", max_length=2000)
    submitted_at = models.DateTimeField("提交时间")
    number = models.CharField("登记编号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.SUBMITTED)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer_by = models.DateField("申请人办理期限", null=True, blank=True)

    class Meta:
        verbose_name = "公开申请（外网）"

    def __str__(self) -> str:
        return self.number or str(self.uuid)

    @property
    def subject(self) -> str:
        return f"disclosure_outer.application/{self.uuid}"


class Progress(models.Model):
    """进度: a line of what the applicant is told."""

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="申请", related_name="progress")
    label = models.CharField("内容", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "办理进度"
        constraints = [models.UniqueConstraint(fields=["application", "label", "at"], name="disclosure_progress_once")]

    def __str__(self) -> str:
        return self.label


class Letter(models.Model):
    """文书: a notice that the agency issued to the applicant."""

    application = models.ForeignKey(Application, models.PROTECT, verbose_name="申请", related_name="letters")
    uuid = models.UUIDField("编号", unique=True)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60)
    issued_on = models.DateField("签发日期")
    fetched_at = models.DateTimeField("首次下载时间", null=True, blank=True)

    class Meta:
        verbose_name = "告知文书（外网）"

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        return f"disclosure_outer.letter/{self.uuid}"


class Supplement(models.Model):
    """补正材料: what the applicant sent when asked, once."""

    application = models.OneToOneField(Application, models.PROTECT, verbose_name="申请", related_name="supplement")
    text = models.TextField("补正内容", max_length=2000)
    at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "补正材料"

    def __str__(self) -> str:
        return f"{self.application}"


class Invitation(models.Model):
    """第三方征询: opened by the link in the letter and by nothing else."""

    uuid = models.UUIDField("编号", unique=True)
    token_digest = models.BinaryField("口令（比对）", unique=True)
    unit_name = models.CharField("征询机关", max_length=100)
    title = models.CharField("标题", max_length=120)
    due_on = models.DateField("答复期限")
    opinion = models.CharField("意见", max_length=10, blank=True)
    reason = models.TextField("理由", blank=True, max_length=2000)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "第三方征询（外网）"

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"disclosure_outer.invitation/{self.uuid}"


class YearlyReportCopy(models.Model):
    """年度报告: as an agency published it; one that was corrected stays, marked as such."""

    uuid = models.UUIDField("编号", unique=True)
    unit_code = models.CharField("单位代码", max_length=18)
    unit_name = models.CharField("单位", max_length=100)
    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=4)
    revision = models.PositiveSmallIntegerField("版次")
    title = models.CharField("标题", max_length=200)
    issued_on = models.DateField("发布日期")
    reason = models.CharField("更正原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "公开年度报告（外网）"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "year", "scope", "revision"], name="disclosure_copy_revision")
        ]
        indexes = [models.Index(fields=["-year", "unit_code", "scope", "-revision"], name="disclosure_copy_list")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"disclosure_outer.report/{self.uuid}"


class Attempt(models.Model):
    """查询尝试: wrong codes from one address; too many, and it has to wait."""

    address = models.CharField("地址", max_length=45)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查询失败"
        indexes = [models.Index(fields=["address", "at"], name="disclosure_attempt_address")]

    def __str__(self) -> str:
        return self.address
