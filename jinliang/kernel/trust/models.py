"""Whom this node believes. Private keys are never in the database."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class NodeKey(models.Model):
    """本节点密钥: the public half of a key that this node has or had, so that old signatures can still be checked."""

    purpose = models.CharField("用途", max_length=20)
    key_id = models.CharField("密钥编号", max_length=64, unique=True)
    public_key = models.BinaryField("公钥")
    since = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = "本节点密钥"

    def __str__(self) -> str:
        return f"{self.purpose} {self.key_id[:8]}"


class Peer(models.Model):
    """对方节点: a node whose signatures are believed until it is revoked."""

    name = models.CharField("名称", max_length=100)
    key_id = models.CharField("密钥编号", max_length=64, unique=True)
    public_key = models.BinaryField("签名公钥")
    recipient = models.CharField("加密公钥", max_length=100)
    fingerprint = models.CharField("核对码", max_length=47)
    added_at = models.DateTimeField("添加时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    reason = models.CharField("停用原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "对方节点"
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(revoked_at=None), name="trust_peer_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PeerProposal(models.Model):
    """节点登记申请: proposed by who had the keys from the other side; decided by another, who telephoned."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        APPROVED = "approved", "已登记"
        DECLINED = "declined", "未登记"

    name = models.CharField("名称", max_length=100)
    public_key = models.BinaryField("签名公钥")
    recipient = models.CharField("加密公钥", max_length=100)
    fingerprint = models.CharField("核对码", max_length=47)
    reason = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("org.User", models.PROTECT, verbose_name="提出人", related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="确认人", related_name="+")
    decided_at = models.DateTimeField("确认时间", null=True)
    opinion = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "节点登记申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="trust_proposal_two_people"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.get_state_display()}"


class ApiToken(models.Model):
    """接口令牌: what a program shows instead of a password; only its digest is kept."""

    name = models.CharField("名称", max_length=100)
    digest = models.BinaryField("摘要", unique=True)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name="范围")
    created_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"

    def __str__(self) -> str:
        return self.name
