import uuid

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
            name="Authority",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="证书指纹")),
                ("certificate", models.BinaryField(verbose_name="证书")),
                ("key_label", models.CharField(blank=True, max_length=64, verbose_name="密钥编号")),
                ("time_certificate", models.BinaryField(default=b"", verbose_name="时间戳证书")),
                ("time_key_label", models.CharField(blank=True, max_length=64, verbose_name="时间戳密钥编号")),
                ("is_built_in", models.BooleanField(default=False, verbose_name="内置")),
                ("added_at", models.DateTimeField(verbose_name="登记时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停止信任时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("standard", "RSA/ECDSA"), ("sm2", "国密 SM2")],
                        default="standard",
                        max_length=8,
                        verbose_name="算法",
                    ),
                ),
            ],
            options={
                "verbose_name": "签发机构",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_built_in", True), ("revoked_at", None)),
                        fields=("is_built_in", "algorithm"),
                        name="seals_one_built_in",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unit", "单位公章"),
                            ("signature", "签名章"),
                            ("legal_representative", "法定代表人名章"),
                            ("approval", "行政审批专用章"),
                            ("acceptance", "受理专用章"),
                            ("disclosure", "政府信息公开专用章"),
                            ("contract", "合同专用章"),
                            ("finance", "财务专用章"),
                        ],
                        max_length=20,
                        verbose_name="种类",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="印章名称")),
                ("holder", models.CharField(max_length=60, verbose_name="印文")),
                (
                    "shape",
                    models.CharField(
                        choices=[("round", "ROUND"), ("oval", "OVAL"), ("square", "SQUARE"), ("strip", "STRIP")],
                        max_length=8,
                        verbose_name="形状",
                    ),
                ),
                ("width_mm", models.PositiveSmallIntegerField(verbose_name="宽（毫米）")),
                ("height_mm", models.PositiveSmallIntegerField(verbose_name="高（毫米）")),
                ("picture", models.BinaryField(verbose_name="印模")),
                ("is_scanned", models.BooleanField(default=False, verbose_name="扫描印模")),
                ("is_sample", models.BooleanField(default=True, verbose_name="示例印章")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "申请中"),
                            ("approved", "已批准待制作"),
                            ("issued", "使用中"),
                            ("suspended", "已停用"),
                            ("revoked", "已注销"),
                            ("declined", "未批准"),
                        ],
                        default="applied",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=200, verbose_name="状态原因")),
                ("applied_at", models.DateTimeField(verbose_name="申请时间")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("issued_at", models.DateTimeField(null=True, verbose_name="启用时间")),
                ("valid_until", models.DateTimeField(null=True, verbose_name="有效期至")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "applied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="批准人",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="批准岗位",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="制发办件",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="制发人",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="保管岗位",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
                ("suspended_at", models.DateTimeField(null=True, verbose_name="暂停使用时间")),
            ],
            options={
                "verbose_name": "电子印章",
                "indexes": [models.Index(fields=["unit", "state"], name="seals_by_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["revoked", "declined"]), _negated=True),
                        fields=("unit", "kind", "holder"),
                        name="seals_one_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            models.Q(("approver", models.F("keeper")), _negated=True),
                            _connector="OR",
                        ),
                        name="seals_keeper_is_not_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("applied_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="seals_approver_is_not_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["issued", "suspended"]), _negated=True),
                            models.Q(
                                ("approved_by__isnull", False),
                                ("issued_at__isnull", False),
                                ("valid_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="seals_issued_was_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="证书指纹")),
                ("certificate", models.BinaryField(verbose_name="证书")),
                (
                    "provider",
                    models.CharField(
                        choices=[
                            ("soft", "软密钥（无法律效力，供示例和内部试用）"),
                            ("server", "签名服务器"),
                            ("pkcs11", "密码设备（PKCS#11）"),
                        ],
                        max_length=8,
                        verbose_name="密钥设备",
                    ),
                ),
                ("key_label", models.CharField(max_length=100, verbose_name="密钥编号")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="签名服务器地址")),
                ("since", models.DateTimeField(verbose_name="有效期起")),
                ("until", models.DateTimeField(verbose_name="有效期至")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="吊销时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="吊销原因")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seals.authority",
                        verbose_name="签发机构",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("standard", "RSA/ECDSA"), ("sm2", "国密 SM2")],
                        default="standard",
                        max_length=8,
                        verbose_name="算法",
                    ),
                ),
                ("electronic_seal", models.BinaryField(default=b"", verbose_name="电子印章数据")),
            ],
            options={
                "verbose_name": "印章证书",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("seal", "algorithm"),
                        name="seals_one_certificate_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("ground", models.CharField(max_length=120, verbose_name="用印依据")),
                ("title", models.CharField(max_length=200, verbose_name="文件标题")),
                ("sealed_for", models.CharField(blank=True, max_length=60, verbose_name="代用印说明")),
                ("before", models.CharField(max_length=64, verbose_name="用印前摘要")),
                ("after", models.CharField(blank=True, db_index=True, max_length=64, verbose_name="用印后摘要")),
                ("places", models.JSONField(verbose_name="用印位置")),
                ("is_perforated", models.BooleanField(default=False, verbose_name="骑缝章")),
                ("at", models.DateTimeField(verbose_name="用印时间")),
                ("failure", models.CharField(blank=True, max_length=200, verbose_name="未成原因")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="批准用印",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="申请用印",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seals.certificate",
                        verbose_name="证书",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="用印人",
                    ),
                ),
                ("code", models.CharField(max_length=12, null=True, unique=True, verbose_name="查验码")),
                ("released_at", models.DateTimeField(null=True, verbose_name="提供外网查验时间")),
                (
                    "ofd_after",
                    models.CharField(blank=True, db_index=True, max_length=64, verbose_name="OFD 用印后摘要"),
                ),
                (
                    "ofd_certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seals.certificate",
                        verbose_name="国密证书",
                    ),
                ),
                ("ofd_failure", models.CharField(blank=True, max_length=200, verbose_name="没有 OFD 的原因")),
            ],
            options={
                "verbose_name": "用印记录",
                "indexes": [models.Index(fields=["seal", "-at"], name="seals_ledger")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("failure", "")),
                        fields=("seal", "ground", "before"),
                        name="seals_sealed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("sealed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="seals_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("after", ""), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="XOR",
                        ),
                        name="seals_done_or_failed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="证书指纹")),
                ("seal_name", models.CharField(max_length=100, verbose_name="印章名称")),
                ("unit_name", models.CharField(max_length=100, verbose_name="单位")),
                ("is_sample", models.BooleanField(verbose_name="示例印章")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="吊销时间")),
                ("suspended_at", models.DateTimeField(null=True, verbose_name="暂停使用时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
            ],
            options={
                "verbose_name": "证书副本（外网）",
            },
        ),
        migrations.CreateModel(
            name="UseCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_digest", models.BinaryField(unique=True, verbose_name="查验码（比对）")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="证书指纹")),
                ("seal_name", models.CharField(max_length=100, verbose_name="印章名称")),
                ("unit_name", models.CharField(max_length=100, verbose_name="单位")),
                ("title", models.CharField(max_length=200, verbose_name="文件标题")),
                ("at", models.DateTimeField(verbose_name="用印时间")),
                ("sha256", models.CharField(max_length=64, verbose_name="文件摘要")),
            ],
            options={
                "verbose_name": "用印公开记录（外网）",
            },
        ),
        migrations.CreateModel(
            name="WrongCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=45, verbose_name="地址")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "查验失败",
                "indexes": [models.Index(fields=["address", "at"], name="seals_wrong_code")],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(max_length=60, verbose_name="文件种类")),
                ("given_at", models.DateTimeField(verbose_name="授权时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="终止时间")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="授权人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="授权岗位",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="seals.seal",
                        verbose_name="印章",
                    ),
                ),
            ],
            options={
                "verbose_name": "自动用印授权",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("seal", "prefix"),
                        name="seals_one_standing_at_a_time",
                    )
                ],
            },
        ),
    ]
