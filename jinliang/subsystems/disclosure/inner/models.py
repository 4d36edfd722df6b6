"""What a unit keeps of a disclosure request. No workflow here: where it stands is in the case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .. import rules


class Request(models.Model):
    """申请: one request for one matter, by one applicant, to one unit."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "公开政府信息"
        CORRECTION = "correction", "更正自身信息"

    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    uuid = models.UUIDField("编号", unique=True)
    number = models.CharField("登记编号", max_length=60)
    kind = models.CharField("事项", max_length=12, choices=Kind, default=Kind.INFORMATION)
    channel = models.CharField(
        "收到方式", max_length=14, choices=[(key.value, name) for key, name in rules.CHANNELS.items()]
    )
    arrived_on = models.DateField("材料到达日期")
    received_on = models.DateField("收到申请之日")
    applicant_kind = models.CharField(
        "申请人类别", max_length=14, choices=[(key.value, name) for key, name in rules.APPLICANT_KINDS.items()]
    )
    applicant_name = models.CharField("申请人", max_length=100)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    identity_sealed = models.BinaryField("证件号码（加密）", default=b"")
    identity_digest = models.BinaryField("证件号码（比对）", default=b"")
    telephone_sealed = models.BinaryField("电话（加密）", default=b"")
    address_sealed = models.BinaryField("地址（加密）", default=b"")
    email_sealed = models.BinaryField("电子邮箱（加密）", default=b"")
    code_sealed = models.BinaryField("查询码（加密）", default=b"")
    postcode = models.CharField("邮编", max_length=6, blank=True)
    fax = models.CharField("传真", max_length=30, blank=True)
    wanted = models.TextField("申请内容", max_length=2000)
    document_number = models.CharField("文号", max_length=60, blank=True)
    medium = models.CharField("载体形式", max_length=10, choices=list(rules.MEDIA.items()))
    delivery = models.CharField("获取方式", max_length=8, choices=list(rules.DELIVERIES.items()))
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="拆分自", related_name="parts"
    )
    result = models.CharField(
        "处理结果", max_length=4, blank=True, choices=[(code, item.name) for code, item in rules.RESULTS.items()]
    )
    reason = models.TextField("理由", blank=True, max_length=2000)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answer_due_on = models.DateField("答复时的期限", null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField("延期工作日", default=0)

    class Meta:
        verbose_name = "政府信息公开申请"
        indexes = [
            models.Index(fields=["unit", "-received_on", "-id"], name="disclosure_unit_received"),
            models.Index(fields=["identity_digest", "-received_on"], name="disclosure_same_applicant"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="disclosure_number_once"),
            models.CheckConstraint(condition=Q(answered_on=None) | ~Q(result=""), name="disclosure_answer_has_result"),
            models.CheckConstraint(
                condition=Q(extended_days__lte=rules.EXTENSION.days), name="disclosure_extension_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant_name}：{self.wanted[:20]}"


class Notice(models.Model):
    """告知书: drafted by one person, issued by another, numbered, typeset, delivered with proof."""

    class State(models.TextChoices):
        DRAFT = "draft", "拟稿"
        ISSUED = "issued", "已签发"
        DELIVERED = "delivered", "已送达"
        DROPPED = "dropped", "未签发"

    class Way(models.TextChoices):
        ONLINE = "online", "网上下载"
        POST = "post", "邮寄签收"
        PERSON = "person", "当面签收"
        FAX = "fax", "传真确认"
        LEFT = "left", "留置"
        PUBLIC = "public", "公告"

    request = models.ForeignKey(Request, models.PROTECT, verbose_name="申请", related_name="notices")
    uuid = models.UUIDField("编号", unique=True)
    kind = models.CharField("种类", max_length=24)
    fields = models.JSONField("填写内容", default=dict)
    text = models.JSONField("正文", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    number = models.CharField("文号", max_length=60, blank=True)
    drafted_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="拟稿人", related_name="+")
    issued_by = models.ForeignKey(
        "org.User", models.PROTECT, null=True, blank=True, verbose_name="签发人", related_name="+"
    )
    issued_on = models.DateField("签发日期", null=True, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, verbose_name="成文", related_name="+")
    awaits_seal = models.BooleanField("待用印", default=False)
    code = models.CharField("查验码", max_length=12, blank=True)
    way = models.CharField("送达方式", max_length=8, choices=Way, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    proof = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, verbose_name="送达凭证", related_name="+"
    )

    class Meta:
        verbose_name = "告知书"
        indexes = [models.Index(fields=["id"], condition=Q(awaits_seal=True), name="disclosure_to_seal")]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_by=None) | ~Q(drafted_by=models.F("issued_by")), name="disclosure_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Completion(models.Model):
    """补正: asked for once; the clock starts anew when it comes."""

    request = models.OneToOneField(Request, models.PROTECT, verbose_name="申请", related_name="completion")
    what = models.TextField("需补正内容", max_length=1000)
    asked_on = models.DateField("告知日期", null=True, blank=True)
    due_on = models.DateField("补正期限", null=True, blank=True)
    received_on = models.DateField("补正收到日期", null=True, blank=True)
    text = models.TextField("补正内容", blank=True, max_length=2000)

    class Meta:
        verbose_name = "补正"

    def __str__(self) -> str:
        return f"{self.request}：补正"


class ThirdParty(models.Model):
    """第三方: whose rights the information touches, or who produced it together with the unit."""

    class Opinion(models.TextChoices):
        AGREE = "agree", "同意公开"
        DISAGREE = "disagree", "不同意公开"
        SILENT = "silent", "逾期未答复"

    request = models.ForeignKey(Request, models.PROTECT, verbose_name="申请", related_name="third_parties")
    uuid = models.UUIDField("编号", unique=True)
    name = models.CharField("名称", max_length=100)
    is_co_producer = models.BooleanField("共同制作机关", default=False)
    address = models.CharField("地址", max_length=200, blank=True)
    telephone_sealed = models.BinaryField("电话（加密）", default=b"")
    subject = models.TextField("涉及的信息", max_length=1000)
    token_sealed = models.BinaryField("链接口令（加密）", default=b"")
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, verbose_name="征询书", related_name="third_parties"
    )
    decision = models.ForeignKey(
        Notice, models.PROTECT, null=True, blank=True, verbose_name="决定公开告知书", related_name="told_parties"
    )
    delivered_on = models.DateField("征询书送达日期", null=True, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    opinion = models.CharField("意见", max_length=10, choices=Opinion, blank=True)
    reason = models.TextField("理由", blank=True, max_length=2000)
    answered_on = models.DateField("答复日期", null=True, blank=True)

    class Meta:
        verbose_name = "第三方"

    def __str__(self) -> str:
        return self.name


class Fee(models.Model):
    """信息处理费: by item or by page, never both; one bill a request."""

    class Way(models.TextChoices):
        ITEM = "item", "按件"
        PAGE = "page", "按量"

    request = models.OneToOneField(Request, models.PROTECT, verbose_name="申请", related_name="fee")
    way = models.CharField("计收方式", max_length=4, choices=Way)
    before = models.PositiveIntegerField("本月已计数量")
    number = models.PositiveIntegerField("本次数量")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    notified_on = models.DateField("通知日期", null=True, blank=True)
    due_on = models.DateField("缴费期限", null=True, blank=True)
    paid_on = models.DateField("缴费日期", null=True, blank=True)

    class Meta:
        verbose_name = "信息处理费"

    def __str__(self) -> str:
        return f"{self.request}：{self.amount}元"


class Review(models.Model):
    """复议诉讼: what became of an answer that was contested (part 4 of the yearly report)."""

    request = models.ForeignKey(Request, models.PROTECT, verbose_name="申请", related_name="reviews")
    kind = models.CharField("类别", max_length=16, choices=[(key.value, name) for key, name in rules.REVIEWS.items()])
    filed_on = models.DateField("提起日期")
    organ = models.CharField("复议机关或法院", max_length=100)
    outcome = models.CharField("结果", max_length=10, choices=list(rules.REVIEW_OUTCOMES.items()), default="pending")
    closed_on = models.DateField("审结日期", null=True, blank=True)

    class Meta:
        verbose_name = "复议诉讼"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="pending", closed_on=None) | (~Q(outcome="pending") & ~Q(closed_on=None)),
                name="disclosure_review_closed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}：{self.get_kind_display()}"


class Office(models.Model):
    """公开受理机构: how a unit's disclosure office is reached; the outer site's guide shows it.

    ``unit`` is the agency that answers and reports, ``section`` the one in it whose clerk and chief do the work.
    """

    unit = models.OneToOneField("org.Unit", models.PROTECT, verbose_name="行政机关", related_name="+")
    section = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="公开工作机构", related_name="+")
    address = models.CharField("地址", max_length=200)
    telephone = models.CharField("电话", max_length=30)
    hours = models.CharField("办公时间", max_length=100)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    fax = models.CharField("传真", max_length=30, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    guide = models.TextField("指南说明", blank=True, max_length=10000)
    reconsideration_organ = models.CharField("行政复议机关", max_length=100)
    is_open = models.BooleanField("接受网上申请", default=True)

    class Meta:
        verbose_name = "公开受理机构"

    def __str__(self) -> str:
        return f"{self.unit}"
