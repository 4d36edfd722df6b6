import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("digest", models.BinaryField(unique=True, verbose_name="摘要")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None, verbose_name="范围"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="签发时间")),
                ("expires_at", models.DateTimeField(verbose_name="到期时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
            ],
            options={
                "verbose_name": "接口令牌",
            },
        ),
        migrations.CreateModel(
            name="NodeKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=20, verbose_name="用途")),
                ("key_id", models.CharField(max_length=64, unique=True, verbose_name="密钥编号")),
                ("public_key", models.BinaryField(verbose_name="公钥")),
                ("since", models.DateTimeField(verbose_name="启用时间")),
            ],
            options={
                "verbose_name": "本节点密钥",
            },
        ),
        migrations.CreateModel(
            name="Peer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("key_id", models.CharField(max_length=64, unique=True, verbose_name="密钥编号")),
                ("public_key", models.BinaryField(verbose_name="签名公钥")),
                ("recipient", models.CharField(max_length=100, verbose_name="加密公钥")),
                ("fingerprint", models.CharField(max_length=47, verbose_name="核对码")),
                ("added_at", models.DateTimeField(verbose_name="添加时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="停用时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="停用原因")),
            ],
            options={
                "verbose_name": "对方节点",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("name",), name="trust_peer_name"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("public_key", models.BinaryField(verbose_name="签名公钥")),
                ("recipient", models.CharField(max_length=100, verbose_name="加密公钥")),
                ("fingerprint", models.CharField(max_length=47, verbose_name="核对码")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "待确认"), ("approved", "已登记"), ("declined", "未登记")],
                        default="proposed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="提出时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("opinion", models.CharField(blank=True, max_length=200, verbose_name="意见")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="确认人",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "节点登记申请",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="trust_proposal_two_people",
                    )
                ],
            },
        ),
    ]
