"""Seals, their certificates, and the ledger of their uses."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from . import rules


class Algorithm(models.TextChoices):
    """Which key a certificate holds: PDFs are sealed with the one, OFDs with the other."""

    STANDARD = rules.STANDARD, "RSA/ECDSA"
    SM2 = rules.SM2, "国密 SM2"


class Authority(models.Model):
    """签发机构: whose certificates are believed; the built-in ones sign those of sample seals."""

    Algorithm = Algorithm

    name = models.CharField("名称", max_length=100)
    fingerprint = models.CharField("证书指纹", max_length=64, unique=True)
    certificate = models.BinaryField("证书")
    algorithm = models.CharField("算法", max_length=8, choices=Algorithm, default=Algorithm.STANDARD)
    key_label = models.CharField("密钥编号", max_length=64, blank=True)
    time_certificate = models.BinaryField("时间戳证书", default=b"")
    time_key_label = models.CharField("时间戳密钥编号", max_length=64, blank=True)
    is_built_in = models.BooleanField("内置", default=False)
    added_at = models.DateTimeField("登记时间")
    revoked_at = models.DateTimeField("停止信任时间", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "签发机构"
        constraints = [
            models.UniqueConstraint(
                fields=["is_built_in", "algorithm"],
                condition=Q(is_built_in=True, revoked_at=None),
                name="seals_one_built_in",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Seal(models.Model):
    """电子印章: applied for, approved, issued to a keeper; never used before, nor after it was revoked."""

    class Kind(models.TextChoices):
        UNIT = "unit", "单位公章"
        SIGNATURE = "signature", "签名章"
        LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人名章"
        APPROVAL = "approval", "行政审批专用章"
        ACCEPTANCE = "acceptance", "受理专用章"
        DISCLOSURE = "disclosure", "政府信息公开专用章"
        CONTRACT = "contract", "合同专用章"
        FINANCE = "finance", "财务专用章"

    class State(models.TextChoices):
        APPLIED = "applied", "申请中"
        APPROVED = "approved", "已批准待制作"
        ISSUED = "issued", "使用中"
        SUSPENDED = "suspended", "已停用"
        REVOKED = "revoked", "已注销"
        DECLINED = "declined", "未批准"

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="制发办件", related_name="+", null=True)
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="单位", related_name="+")
    kind = models.CharField("种类", max_length=20, choices=Kind)
    name = models.CharField("印章名称", max_length=100)
    holder = models.CharField("印文", max_length=60)
    shape = models.CharField("形状", max_length=8, choices=[(shape.value, shape.name) for shape in rules.Shape])
    width_mm = models.PositiveSmallIntegerField("宽（毫米）")
    height_mm = models.PositiveSmallIntegerField("高（毫米）")
    picture = models.BinaryField("印模")
    is_scanned = models.BooleanField("扫描印模", default=False)
    is_sample = models.BooleanField("示例印章", default=True)
    state = models.CharField("状态", max_length=9, choices=State, default=State.APPLIED)
    state_reason = models.CharField("状态原因", max_length=200, blank=True)
    keeper = models.ForeignKey("org.Post", models.PROTECT, verbose_name="保管岗位", related_name="+")
    applied_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="申请人", related_name="+")
    applied_at = models.DateTimeField("申请时间")
    approver = models.ForeignKey("org.Post", models.PROTECT, verbose_name="批准岗位", related_name="+", null=True)
    approved_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="批准人", related_name="+", null=True)
    approved_at = models.DateTimeField("批准时间", null=True)
    issued_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="制发人", related_name="+", null=True)
    issued_at = models.DateTimeField("启用时间", null=True)
    valid_until = models.DateTimeField("有效期至", null=True)
    ended_at = models.DateTimeField("停用时间", null=True)
    suspended_at = models.DateTimeField("暂停使用时间", null=True)

    class Meta:
        verbose_name = "电子印章"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "holder"],
                condition=~Q(state__in=["revoked", "declined"]), name="seals_one_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("keeper")), name="seals_keeper_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("applied_by")), name="seals_approver_is_not_applicant"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "suspended"])
                | Q(approved_by__isnull=False, issued_at__isnull=False, valid_until__isnull=False),
                name="seals_issued_was_approved",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "state"], name="seals_by_unit")]

    def __str__(self) -> str:
        return self.name


class Certificate(models.Model):
    """印章证书: the public half and where the private one lives, so that old impressions can be checked for ever."""

    class Provider(models.TextChoices):
        SOFT = "soft", "软密钥（无法律效力，供示例和内部试用）"
        SERVER = "server", "签名服务器"
        PKCS11 = "pkcs11", "密码设备（PKCS#11）"

    seal = models.ForeignKey(Seal, models.PROTECT, verbose_name="印章", related_name="certificates")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="签发机构", related_name="+")
    fingerprint = models.CharField("证书指纹", max_length=64, unique=True)
    certificate = models.BinaryField("证书")
    algorithm = models.CharField("算法", max_length=8, choices=Algorithm, default=Algorithm.STANDARD)
    electronic_seal = models.BinaryField("电子印章数据", default=b"")
    provider = models.CharField("密钥设备", max_length=8, choices=Provider)
    key_label = models.CharField("密钥编号", max_length=100)
    address = models.CharField("签名服务器地址", max_length=200, blank=True)
    since = models.DateTimeField("有效期起")
    until = models.DateTimeField("有效期至")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)
    reason = models.CharField("吊销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "印章证书"
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "algorithm"], condition=Q(revoked_at=None), name="seals_one_certificate_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seal} {self.fingerprint[:8]}"


class Use(models.Model):
    """用印记录: one row of the ledger. It is written with the act that seals, or by itself when the sealing failed."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, models.PROTECT, verbose_name="印章", related_name="uses")
    certificate = models.ForeignKey(Certificate, models.PROTECT, verbose_name="证书", related_name="+", null=True)
    ground = models.CharField("用印依据", max_length=120)
    title = models.CharField("文件标题", max_length=200)
    asked_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="申请用印", related_name="+", null=True)
    approved_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="批准用印", related_name="+", null=True)
    sealed_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="用印人", related_name="+")
    sealed_for = models.CharField("代用印说明", max_length=60, blank=True)
    before = models.CharField("用印前摘要", max_length=64)
    after = models.CharField("用印后摘要", max_length=64, blank=True, db_index=True)
    ofd_certificate = models.ForeignKey(
        Certificate, models.PROTECT, verbose_name="国密证书", related_name="+", null=True, blank=True
    )
    ofd_after = models.CharField("OFD 用印后摘要", max_length=64, blank=True, db_index=True)
    ofd_failure = models.CharField("没有 OFD 的原因", max_length=200, blank=True)
    places = models.JSONField("用印位置")
    is_perforated = models.BooleanField("骑缝章", default=False)
    at = models.DateTimeField("用印时间")
    failure = models.CharField("未成原因", max_length=200, blank=True)
    code = models.CharField("查验码", max_length=12, null=True, unique=True)  # noqa: DJ001 - many have none
    released_at = models.DateTimeField("提供外网查验时间", null=True)

    class Meta:
        verbose_name = "用印记录"
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "ground", "before"], condition=Q(failure=""), name="seals_sealed_once"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("sealed_by")), name="seals_two_people"
            ),
            models.CheckConstraint(condition=~Q(after="") ^ ~Q(failure=""), name="seals_done_or_failed"),
        ]
        indexes = [models.Index(fields=["seal", "-at"], name="seals_ledger")]

    def __str__(self) -> str:
        return self.title


class CertificateCopy(models.Model):
    """证书副本: what the outer site knows of a seal and its certificate, as the inner one last told it."""

    fingerprint = models.CharField("证书指纹", max_length=64, unique=True)
    seal_name = models.CharField("印章名称", max_length=100)
    unit_name = models.CharField("单位", max_length=100)
    is_sample = models.BooleanField("示例印章")
    revoked_at = models.DateTimeField("吊销时间", null=True)
    suspended_at = models.DateTimeField("暂停使用时间", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "证书副本（外网）"

    def __str__(self) -> str:
        return f"{self.seal_name} {self.fingerprint[:8]}"


class UseCopy(models.Model):
    """用印公开记录: a sealed document that went out to the public, found on the outer site by its code alone."""

    code_digest = models.BinaryField("查验码（比对）", unique=True)
    fingerprint = models.CharField("证书指纹", max_length=64)
    seal_name = models.CharField("印章名称", max_length=100)
    unit_name = models.CharField("单位", max_length=100)
    title = models.CharField("文件标题", max_length=200)
    at = models.DateTimeField("用印时间")
    sha256 = models.CharField("文件摘要", max_length=64)

    class Meta:
        verbose_name = "用印公开记录（外网）"

    def __str__(self) -> str:
        return self.title


class WrongCode(models.Model):
    """查验失败: a code that nobody printed, and from where it was tried; too many, and that address has to wait."""

    address = models.CharField("地址", max_length=45)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查验失败"
        indexes = [models.Index(fields=["address", "at"], name="seals_wrong_code")]

    def __str__(self) -> str:
        return self.address


class Standing(models.Model):
    """自动用印授权: its keeper lets the system press a seal on what was approved on one kind of ground, until he ends
    it. Each such use is in the ledger under his name, with the day of this grant."""

    seal = models.ForeignKey(Seal, models.PROTECT, verbose_name="印章", related_name="standings")
    prefix = models.CharField("文件种类", max_length=60)
    post = models.ForeignKey("org.Post", models.PROTECT, verbose_name="授权岗位", related_name="+")
    given_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="授权人", related_name="+")
    given_at = models.DateTimeField("授权时间")
    ended_at = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = "自动用印授权"
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "prefix"], condition=Q(ended_at=None), name="seals_one_standing_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seal} {self.prefix}"
