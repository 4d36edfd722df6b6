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
            name="Office",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=200, verbose_name="地址")),
                ("telephone", models.CharField(max_length=30, verbose_name="电话")),
                ("hours", models.CharField(max_length=100, verbose_name="办公时间")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                ("fax", models.CharField(blank=True, max_length=30, verbose_name="传真")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("guide", models.TextField(blank=True, max_length=10000, verbose_name="指南说明")),
                ("reconsideration_organ", models.CharField(max_length=100, verbose_name="行政复议机关")),
                ("is_open", models.BooleanField(default=True, verbose_name="接受网上申请")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="公开工作机构",
                    ),
                ),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="行政机关",
                    ),
                ),
            ],
            options={
                "verbose_name": "公开受理机构",
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("number", models.CharField(max_length=60, verbose_name="登记编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("information", "公开政府信息"), ("correction", "更正自身信息")],
                        default="information",
                        max_length=12,
                        verbose_name="事项",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "互联网"),
                            ("in_person", "当面提交"),
                            ("spoken", "口头（代填）"),
                            ("signed_post", "挂号或特快专递"),
                            ("ordinary_post", "平常信函"),
                            ("fax", "传真"),
                        ],
                        max_length=14,
                        verbose_name="收到方式",
                    ),
                ),
                ("arrived_on", models.DateField(verbose_name="材料到达日期")),
                ("received_on", models.DateField(verbose_name="收到申请之日")),
                (
                    "applicant_kind",
                    models.CharField(
                        choices=[
                            ("natural", "自然人"),
                            ("commercial", "商业企业"),
                            ("research", "科研机构"),
                            ("welfare", "社会公益组织"),
                            ("legal_service", "法律服务机构"),
                            ("other", "其他"),
                        ],
                        max_length=14,
                        verbose_name="申请人类别",
                    ),
                ),
                ("applicant_name", models.CharField(max_length=100, verbose_name="申请人")),
                ("contact_name", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                ("identity_sealed", models.BinaryField(default=b"", verbose_name="证件号码（加密）")),
                ("identity_digest", models.BinaryField(default=b"", verbose_name="证件号码（比对）")),
                ("telephone_sealed", models.BinaryField(default=b"", verbose_name="电话（加密）")),
                ("address_sealed", models.BinaryField(default=b"", verbose_name="地址（加密）")),
                ("email_sealed", models.BinaryField(default=b"", verbose_name="电子邮箱（加密）")),
                ("code_sealed", models.BinaryField(default=b"", verbose_name="查询码（加密）")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                ("fax", models.CharField(blank=True, max_length=30, verbose_name="传真")),
                ("wanted", models.TextField(max_length=2000, verbose_name="申请内容")),
                ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                (
                    "medium",
                    models.CharField(
                        choices=[("electronic", "电子文件"), ("paper", "纸质文件")],
                        max_length=10,
                        verbose_name="载体形式",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("online", "网上下载"),
                            ("post", "邮寄"),
                            ("pickup", "自行领取"),
                            ("fax", "传真"),
                            ("email", "电子邮件"),
                        ],
                        max_length=8,
                        verbose_name="获取方式",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "予以公开"),
                            ("2", "部分公开"),
                            ("3.1", "属于国家秘密"),
                            ("3.2", "其他法律行政法规禁止公开"),
                            ("3.3", "危及“三安全一稳定”"),
                            ("3.4", "保护第三方合法权益"),
                            ("3.5", "属于三类内部事务信息"),
                            ("3.6", "属于四类过程性信息"),
                            ("3.7", "属于行政执法案卷"),
                            ("3.8", "属于行政查询事项"),
                            ("4.1", "本机关不掌握相关政府信息"),
                            ("4.2", "没有现成信息需要另行制作"),
                            ("4.3", "补正后申请内容仍不明确"),
                            ("5.1", "信访举报投诉类申请"),
                            ("5.2", "重复申请"),
                            ("5.3", "要求提供公开出版物"),
                            ("5.4", "无正当理由大量反复申请"),
                            ("5.5", "要求行政机关确认或重新出具已获取信息"),
                            ("6.1", "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
                            ("6.2", "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
                            ("6.3", "其他"),
                        ],
                        max_length=4,
                        verbose_name="处理结果",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="理由")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                ("answer_due_on", models.DateField(blank=True, null=True, verbose_name="答复时的期限")),
                ("extended_days", models.PositiveSmallIntegerField(default=0, verbose_name="延期工作日")),
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
                    "split_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="disclosure_inner.request",
                        verbose_name="拆分自",
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
            ],
            options={
                "verbose_name": "政府信息公开申请",
                "indexes": [
                    models.Index(fields=["unit", "-received_on", "-id"], name="disclosure_unit_received"),
                    models.Index(fields=["identity_digest", "-received_on"], name="disclosure_same_applicant"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "number"), name="disclosure_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None), models.Q(("result", ""), _negated=True), _connector="OR"
                        ),
                        name="disclosure_answer_has_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extended_days__lte", 20)), name="disclosure_extension_limit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("kind", models.CharField(max_length=24, verbose_name="种类")),
                ("fields", models.JSONField(default=dict, verbose_name="填写内容")),
                ("text", models.JSONField(default=dict, verbose_name="正文")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "拟稿"),
                            ("issued", "已签发"),
                            ("delivered", "已送达"),
                            ("dropped", "未签发"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="签发日期")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("online", "网上下载"),
                            ("post", "邮寄签收"),
                            ("person", "当面签收"),
                            ("fax", "传真确认"),
                            ("left", "留置"),
                            ("public", "公告"),
                        ],
                        max_length=8,
                        verbose_name="送达方式",
                    ),
                ),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="送达日期")),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="拟稿人",
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
                        verbose_name="成文",
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
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.file",
                        verbose_name="送达凭证",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="disclosure_inner.request",
                        verbose_name="申请",
                    ),
                ),
                ("awaits_seal", models.BooleanField(default=False, verbose_name="待用印")),
                ("code", models.CharField(blank=True, max_length=12, verbose_name="查验码")),
            ],
            options={
                "verbose_name": "告知书",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("issued_by", None),
                            models.Q(("drafted_by", models.F("issued_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_two_persons",
                    )
                ],
                "indexes": [
                    models.Index(condition=models.Q(("awaits_seal", True)), fields=["id"], name="disclosure_to_seal")
                ],
            },
        ),
        migrations.CreateModel(
            name="Fee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("item", "按件"), ("page", "按量")], max_length=4, verbose_name="计收方式"
                    ),
                ),
                ("before", models.PositiveIntegerField(verbose_name="本月已计数量")),
                ("number", models.PositiveIntegerField(verbose_name="本次数量")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10, verbose_name="金额（元）")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="通知日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="缴费期限")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="缴费日期")),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee",
                        to="disclosure_inner.request",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "信息处理费",
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.TextField(max_length=1000, verbose_name="需补正内容")),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="告知日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="补正期限")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="补正收到日期")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="补正内容")),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completion",
                        to="disclosure_inner.request",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "补正",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reconsideration", "行政复议"),
                            ("litigation", "行政诉讼（未经复议直接起诉）"),
                            ("litigation_after", "行政诉讼（复议后起诉）"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="提起日期")),
                ("organ", models.CharField(max_length=100, verbose_name="复议机关或法院")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("upheld", "结果维持"),
                            ("corrected", "结果纠正"),
                            ("other", "其他结果"),
                            ("pending", "尚未审结"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="审结日期")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="disclosure_inner.request",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "复议诉讼",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("outcome", "pending")),
                            models.Q(
                                models.Q(("outcome", "pending"), _negated=True),
                                models.Q(("closed_on", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disclosure_review_closed",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThirdParty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("is_co_producer", models.BooleanField(default=False, verbose_name="共同制作机关")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("telephone_sealed", models.BinaryField(default=b"", verbose_name="电话（加密）")),
                ("subject", models.TextField(max_length=1000, verbose_name="涉及的信息")),
                ("token_sealed", models.BinaryField(default=b"", verbose_name="链接口令（加密）")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="征询书送达日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[("agree", "同意公开"), ("disagree", "不同意公开"), ("silent", "逾期未答复")],
                        max_length=10,
                        verbose_name="意见",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="理由")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="答复日期")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="told_parties",
                        to="disclosure_inner.notice",
                        verbose_name="决定公开告知书",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_parties",
                        to="disclosure_inner.notice",
                        verbose_name="征询书",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_parties",
                        to="disclosure_inner.request",
                        verbose_name="申请",
                    ),
                ),
            ],
            options={
                "verbose_name": "第三方",
            },
        ),
    ]
