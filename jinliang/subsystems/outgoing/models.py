"""An outgoing document beside its case, to whom it goes, what is attached to it, and what it rests on.

Its text is the document of the kernel under ``subject``; so is that of each attachment.
"""

from __future__ import annotations

from django.db import models

from jinliang.kernel.documents.retention import RETENTIONS

from . import rules

KINDS = [(kind.key, kind.name) for kind in rules.KINDS.values()]
FORMS = [(form.value, name) for form, name in rules.FORMS.items()]
DISTRIBUTIONS = list(rules.DISTRIBUTIONS.items())


class Office(models.Model):
    """发文办公室: the section that vets, numbers and prints a unit's documents; ``head`` stands in the letterhead.
    Letters have numbers of their own where ``letter_mark`` is set."""

    unit = models.OneToOneField("org.Unit", models.PROTECT, verbose_name="发文机关", related_name="+")
    section = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="办公室", related_name="+")
    head = models.CharField("发文机关标志", max_length=60, blank=True)
    letter_mark = models.CharField("函的代字", max_length=30, blank=True)

    class Meta:
        verbose_name = "发文办公室"

    def __str__(self) -> str:
        return f"{self.unit}：{self.section}"


class Outgoing(models.Model):
    """发文: one official document of a unit. ``signed_version`` is the version of the text that the leaders signed."""

    uuid = models.UUIDField("编号", unique=True)
    case = models.OneToOneField("flow.Case", models.PROTECT, verbose_name="办件", related_name="+")
    unit = models.ForeignKey("org.Unit", models.PROTECT, verbose_name="发文机关", related_name="+", db_index=False)
    kind = models.CharField("文种", max_length=20, choices=KINDS)
    form = models.CharField("格式", max_length=10, choices=FORMS)
    title = models.CharField("标题", max_length=200)
    note = models.CharField("附注", max_length=100, blank=True)
    drafted_by = models.ForeignKey("org.User", models.PROTECT, null=True, verbose_name="拟稿人", related_name="+")
    signed_version = models.PositiveIntegerField("签发的版次", null=True, blank=True)
    signers = models.JSONField("签发人", default=list)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    number = models.CharField("发文字号", max_length=80, blank=True)
    print_run = models.PositiveIntegerField("印数", default=0)
    has_copy_numbers = models.BooleanField("标注份号", default=False)
    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)
    copy_place = models.JSONField("份号位置", null=True, blank=True)
    seal_places = models.JSONField("用印位置", default=list)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, blank=True, verbose_name="正本", related_name="+")
    has_own_head = models.BooleanField("只用主办机关标志", default=False)
    printed_at = models.DateTimeField("成文时间", null=True, blank=True)
    sealed_at = models.DateTimeField("用印时间", null=True, blank=True)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)
    distribution = models.CharField("分发方式", max_length=10, choices=DISTRIBUTIONS, blank=True)
    distribution_note = models.CharField("分发说明", max_length=200, blank=True)
    retention = models.CharField("归档标识", max_length=10, choices=list(RETENTIONS.items()), blank=True)
    created_at = models.DateTimeField("拟稿时间")

    class Meta:
        verbose_name = "发文"
        indexes = [
            models.Index(fields=["unit", "-created_at", "-id"], name="outgoing_register"),
            models.Index(
                fields=["unit", "-created_at", "-id"], condition=models.Q(printed_at=None), name="outgoing_under_way"
            ),
            models.Index(
                fields=["unit", "-dated_on", "-id"],
                condition=models.Q(printed_at__isnull=False),
                name="outgoing_printed",
            ),
            models.Index(
                fields=["unit", "-dated_on", "-id"],
                condition=models.Q(issued_at__isnull=False, distribution=""),
                name="outgoing_to_distribute",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~models.Q(number=""), name="outgoing_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(printed_at=None) | models.Q(file__isnull=False, dated_on__isnull=False),
                name="outgoing_printed_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"outgoing.document/{self.uuid}"

    @property
    def is_issued(self) -> bool:
        """An original that waits for no seal any more: what goes out."""
        return self.issued_at is not None

    @property
    def run_words(self) -> str:
        """印数 as it is read; empty where none was stated."""
        return rules.run_words(self.print_run, is_numbered=self.has_copy_numbers)


class Recipient(models.Model):
    """收文单位: whom the document names, in the order in which it names them."""

    class Role(models.TextChoices):
        MAIN = "main", "主送"
        COPY = "copy", "抄送"

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, verbose_name="发文", related_name="recipients")
    role = models.CharField("方式", max_length=4, choices=Role)
    order = models.PositiveSmallIntegerField("次序")
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, verbose_name="单位", related_name="+")
    name = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = "收文单位"
        ordering = ["role", "order"]
        constraints = [models.UniqueConstraint(fields=["outgoing", "role", "name"], name="outgoing_recipient_once")]

    def __str__(self) -> str:
        return self.name


class Joint(models.Model):
    """联署机关: a unit that issues the document along with the leading one. It signs in a case of its own; when what it
    signed stands no more, its row is kept beside a new one."""

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, verbose_name="发文", related_name="joints", db_index=False)
    order = models.PositiveSmallIntegerField("次序")
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, verbose_name="单位", related_name="+")
    name = models.CharField("名称", max_length=120)
    case = models.OneToOneField(
        "flow.Case", models.PROTECT, null=True, blank=True, verbose_name="会签件", related_name="+"
    )
    signers = models.JSONField("签发人", default=list)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    is_past = models.BooleanField("已作罢", default=False)

    class Meta:
        verbose_name = "联署机关"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["outgoing", "name"], condition=models.Q(is_past=False), name="outgoing_joint_once"
            )
        ]
        indexes = [models.Index(fields=["outgoing", "order"], name="outgoing_joint_order")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """附件: set behind the text, with a title and a text of its own."""

    uuid = models.UUIDField("编号", unique=True)
    outgoing = models.ForeignKey(Outgoing, models.CASCADE, verbose_name="发文", related_name="attachments")
    order = models.PositiveSmallIntegerField("次序")
    title = models.CharField("名称", max_length=120)
    is_turned = models.BooleanField("横排", default=False)

    class Meta:
        verbose_name = "附件"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"outgoing.attachment/{self.uuid}"


class Basis(models.Model):
    """行文依据: what the document answers, cites, repeals or forwards: one of ours, or another's by its words."""

    class Relation(models.TextChoices):
        ANSWERS = "answers", "答复"
        CITES = "cites", "引用"
        REPEALS = "repeals", "废止"
        FORWARDS = "forwards", "转发"

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, verbose_name="发文", related_name="bases")
    relation = models.CharField("关系", max_length=8, choices=Relation)
    target = models.ForeignKey(
        Outgoing, models.PROTECT, null=True, blank=True, verbose_name="本单位公文", related_name="used_by"
    )
    # A document of another business, such as "incoming.document/<uuid>"; empty for ours.
    subject = models.CharField("其他公文", max_length=80, blank=True)
    words = models.CharField("文号和标题", max_length=200)

    class Meta:
        verbose_name = "行文依据"
        indexes = [models.Index(fields=["subject"], name="outgoing_upon", condition=~models.Q(subject=""))]
        constraints = [models.UniqueConstraint(fields=["outgoing", "relation", "words"], name="outgoing_basis_once")]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}：{self.words}"


class CopyAct(models.Model):
    """份号登记: a numbered paper copy was handed out, came back (清退) or was destroyed (销毁). What was entered at
    once shares its ``batch``. What the exchange of documents handed out is not here."""

    class Act(models.TextChoices):
        GIVE = rules.GIVE, "发出"
        RETURN = rules.TAKE_BACK, "清退"
        DESTROY = rules.DESTROY, "销毁"

    outgoing = models.ForeignKey(
        Outgoing, models.PROTECT, verbose_name="发文", related_name="copy_acts", db_index=False
    )
    number = models.PositiveIntegerField("份号")
    act = models.CharField("去向", max_length=7, choices=Act)
    on = models.DateField("日期")
    who = models.CharField("领取、交回或销毁人", max_length=60)
    holder = models.CharField("原持有单位", max_length=120, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    batch = models.UUIDField("登记批次")
    entered_by_name = models.CharField("登记人", max_length=60)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "份号登记"
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["outgoing", "number", "act"], name="outgoing_copy_act_once")]

    def __str__(self) -> str:
        return f"{self.number:06} {self.get_act_display()}"
