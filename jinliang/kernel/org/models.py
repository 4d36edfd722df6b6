"""Who there is: divisions, units, posts, people, what each may do, and who is signed in."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from .absence_models import Absence
from .fields import PathField


class Division(models.Model):
    """区划: a province, prefecture, county or township with its code (GB/T 2260, township by GB/T 10114)."""

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=60)
    level = models.PositiveSmallIntegerField("级别")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级区划")

    class Meta:
        verbose_name = "区划"

    def __str__(self) -> str:
        return self.name


class OwnUnits(models.Manager["Unit"]):
    """Those of this installation: all that pages, rights and figures know."""

    def get_queryset(self) -> models.QuerySet[Unit]:
        return super().get_queryset().filter(node="")


class Unit(models.Model):
    """单位: an office on one of four levels, or a section inside one.

    ``node`` names the other installation that published it, empty for an own unit: such a unit can be written to and
    be a sender, nobody sits in it here. ``objects`` are the own ones; see ``foreign`` for the others.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省级"
        PREFECTURE = 2, "市级"
        COUNTY = 3, "县级"
        TOWNSHIP = 4, "乡级"

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "政府"
        DEPARTMENT = "department", "部门"
        AFFILIATED = "affiliated", "直属单位"
        STATION = "station", "工作站"
        SECTION = "section", "科室"

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    code = models.CharField("单位代码", max_length=18)
    node = models.CharField("节点", max_length=100, blank=True, default="")
    kind = models.CharField("类别", max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField("级别", choices=Level)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="区划")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级单位", related_name="children"
    )
    path = PathField("路径", editable=False)
    order = models.PositiveIntegerField("次序", default=0)
    pinyin = models.CharField("拼音", max_length=600, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=100, blank=True, editable=False)
    telephone = models.CharField("电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    objects = OwnUnits()
    everywhere = models.Manager["Unit"]()

    class Meta:
        verbose_name = "单位"
        default_manager_name = "everywhere"
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="org_unit_code")]
        indexes = [
            GistIndex(OpClass("path", "gist_ltree_ops"), name="org_unit_path"),
            models.Index(fields=["parent", "order"], name="org_unit_children"),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """用户: one natural person under his real name; what he may do hangs on his posts, never on him."""

    # Django's own field is written by a signal; ours by the sign-in service, in the same transaction as the trace.
    last_login = None

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=50)
    pinyin = models.CharField("拼音", max_length=120, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=50, blank=True, editable=False)
    telephone = models.CharField("办公电话", max_length=30, blank=True)
    mobile_sealed = models.BinaryField("手机号（加密）", default=b"", blank=True)
    mobile_digest = models.BinaryField("手机号（比对）", default=b"", blank=True, db_index=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", null=True, blank=True)
    signed_in_at = models.DateTimeField("最近登录", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码更换时间", null=True, blank=True)
    must_change_password = models.BooleanField("须更换密码", default=False)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    failed_sign_ins = models.PositiveSmallIntegerField("连续失败次数", default=0)
    totp_sealed = models.BinaryField("动态口令密钥（加密）", default=b"", blank=True)
    totp_step = models.BigIntegerField("最近用过的动态口令", default=0)
    rights_version = models.PositiveIntegerField("权限版本", default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = models.Manager["User"]()

    class Meta:
        verbose_name = "用户"
        indexes = [
            models.Index(fields=["name"], name="org_user_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["pinyin"], name="org_user_pinyin", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="org_user_initials", opclasses=["varchar_pattern_ops"]),
            # The page of one letter is read off in order; a Chinese part of a name is found by its characters.
            models.Index(fields=["pinyin", "id"], name="org_user_pinyin_order"),
            GinIndex(
                models.Func("name", models.Value(None), function="string_to_array"),
                name="org_user_characters",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """岗位: a chair in a unit; items belong to posts, so that a change of people loses nothing."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="posts")
    title = models.CharField("职务", max_length=40)
    is_head = models.BooleanField("负责人", default=False)
    order = models.PositiveIntegerField("次序", default=0)
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "岗位"

    def __str__(self) -> str:
        return f"{self.unit}{self.title}"


class Appointment(models.Model):
    """任职: who sits on which post; both days belong to the term. Without ``is_confirmed`` it gives nothing yet."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="appointments")
    is_primary = models.BooleanField("主要岗位", default=True)
    is_confirmed = models.BooleanField("已确认", default=True)
    from_on = models.DateField("任职日期")
    to_on = models.DateField("免职日期", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="org_appointment_dates"),
            models.UniqueConstraint(fields=["user", "post"], condition=Q(to_on=None), name="org_appointment_once"),
        ]
        indexes = [models.Index(fields=["from_on"], condition=Q(is_confirmed=False), name="org_appointment_waiting")]

    def __str__(self) -> str:
        return f"{self.user}：{self.post}"


class Grant(models.Model):
    """授权: a duty on a post."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="grants")
    duty = models.CharField("职责", max_length=60)

    class Meta:
        verbose_name = "授权"
        constraints = [models.UniqueConstraint(fields=["post", "duty"], name="org_grant_once")]
        indexes = [models.Index(fields=["duty"], name="org_grant_duty")]

    def __str__(self) -> str:
        return f"{self.post}：{self.duty}"


class Delegation(models.Model):
    """代办授权: on these days another person may act from this post; both days count."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="delegations")
    principal = models.ForeignKey(User, models.PROTECT, verbose_name="委托人", related_name="delegated_to_others")
    deputy = models.ForeignKey(User, models.PROTECT, verbose_name="受托人", related_name="delegated_to_me")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=100)
    ended_at = models.DateTimeField("提前终止时间", null=True, blank=True)
    absence = models.ForeignKey(
        Absence, models.SET_NULL, null=True, blank=True, verbose_name="离岗", related_name="delegations"
    )

    class Meta:
        verbose_name = "代办授权"
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="org_delegation_dates"),
            models.CheckConstraint(condition=~Q(deputy=F("principal")), name="org_delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.principal}委托{self.deputy}"


class Group(models.Model):
    """群组: people named together, as addressees of notices and circulars; it gives no rights."""

    name = models.CharField("名称", max_length=60, unique=True)
    members = models.ManyToManyField(User, verbose_name="成员", related_name="member_of", blank=True)

    class Meta:
        verbose_name = "群组"

    def __str__(self) -> str:
        return self.name


class AdminRole(models.Model):
    """三员: a user has one row at most, so nobody can be two of the three."""

    class Role(models.TextChoices):
        SYSTEM = "org.system_admin", "系统管理员"
        SECURITY = "org.security_admin", "安全管理员"
        AUDIT = "org.audit_admin", "审计管理员"

    user = models.OneToOneField(
        User, models.PROTECT, primary_key=True, verbose_name="用户", related_name="admin_role", db_index=False
    )
    role = models.CharField("角色", max_length=20, choices=Role)
    since_on = models.DateField("任命日期")

    class Meta:
        verbose_name = "管理员"
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["org.system_admin", "org.security_admin", "org.audit_admin"]),
                name="org_admin_role_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"


class Policy(models.Model):
    """登录策略: the one row of numbers that sign-in goes by; without it the defaults here are in force."""

    class Totp(models.TextChoices):
        NOBODY = "nobody", "不要求"
        ADMINS = "admins", "管理员必须"
        ALL = "all", "所有人必须"

    min_length = models.PositiveSmallIntegerField("密码最短长度", default=10)
    min_classes = models.PositiveSmallIntegerField("密码至少含几类字符", default=3)
    password_days = models.PositiveSmallIntegerField("密码有效天数", default=90)
    max_failures = models.PositiveSmallIntegerField("连续失败几次锁定", default=5)
    lock_minutes = models.PositiveSmallIntegerField("锁定分钟数", default=15)
    idle_minutes = models.PositiveSmallIntegerField("无操作几分钟退出", default=30)
    surplus_days = models.PositiveSmallIntegerField("多少天未登录视为闲置账号", default=90)
    totp = models.CharField("动态口令", max_length=6, choices=Totp, default=Totp.ADMINS)
    first_change = models.BooleanField("首次登录须改密码", default=True)

    class Meta:
        verbose_name = "登录策略"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="org_policy_single")]

    def __str__(self) -> str:
        return "登录策略"


class RecoveryCode(models.Model):
    """恢复码: used once in place of the code generator; only its keyed digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="用户", related_name="recovery_codes")
    digest = models.BinaryField("摘要", unique=True)

    class Meta:
        verbose_name = "恢复码"

    def __str__(self) -> str:
        return f"{self.user}的恢复码"


class Import(models.Model):
    """导入: a table of units or people, first tried, then applied."""

    class Kind(models.TextChoices):
        UNITS = "units", "单位"
        PEOPLE = "people", "人员"

    kind = models.CharField("内容", max_length=6, choices=Kind)
    name = models.CharField("文件名", max_length=120)
    content = models.BinaryField("文件")
    user = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    applied = models.PositiveIntegerField("导入行数", default=0)

    class Meta:
        verbose_name = "导入"

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """会话: one browser that is signed in, or a visitor's; ``expire_date`` is when idleness ends it."""

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, verbose_name="用户", related_name="sessions")
    address = models.CharField("网络地址", max_length=45, blank=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    started_at = models.DateTimeField("登录时间", null=True, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "会话"
        abstract = False

    def __str__(self) -> str:
        return f"{self.user or '访客'}的会话"
