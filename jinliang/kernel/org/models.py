"""Who there is: divisions, units, posts, people, and what each may do."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.indexes import GistIndex, OpClass
from django.db import models
from django.db.models import Q

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


class Unit(models.Model):
    """单位: an office on one of four levels, or a section inside one."""

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
    code = models.CharField("单位代码", max_length=18, unique=True)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField("级别", choices=Level)
    division = models.ForeignKey(Division, models.PROTECT, verbose_name="区划")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级单位")
    path = PathField("路径", editable=False)
    order = models.PositiveIntegerField("次序", default=0)
    pinyin = models.CharField("拼音首字母", max_length=60, blank=True, editable=False)
    telephone = models.CharField("电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    postcode = models.CharField("邮编", max_length=6, blank=True)
    ended_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "单位"
        indexes = [
            GistIndex(OpClass("path", "gist_ltree_ops"), name="org_unit_path"),
            models.Index(fields=["parent", "order"], name="org_unit_children"),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """用户: one natural person under his real name; what he may do hangs on his posts, never on him."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=50)
    pinyin = models.CharField("拼音", max_length=60, blank=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=20, blank=True, editable=False)
    telephone = models.CharField("办公电话", max_length=30, blank=True)
    mobile_sealed = models.BinaryField("手机号（加密）", default=b"", blank=True)
    mobile_digest = models.BinaryField("手机号（比对）", default=b"", blank=True, db_index=True)
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    password_changed_at = models.DateTimeField("密码更换时间", null=True, blank=True)
    must_change_password = models.BooleanField("须更换密码", default=False)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    failed_sign_ins = models.PositiveSmallIntegerField("连续失败次数", default=0)
    totp_sealed = models.BinaryField("动态口令密钥（加密）", default=b"", blank=True)
    rights_version = models.PositiveIntegerField("权限版本", default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "用户"
        indexes = [models.Index(fields=["initials"], name="org_user_initials", opclasses=["varchar_pattern_ops"])]

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
    """任职: who sits on which post from when to when."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="appointments")
    is_primary = models.BooleanField("主要岗位", default=True)
    from_on = models.DateField("任职日期")
    to_on = models.DateField("免职日期", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        indexes = [
            models.Index(fields=["user"], condition=Q(to_on=None), name="org_appointment_user"),
            models.Index(fields=["post"], condition=Q(to_on=None), name="org_appointment_post"),
        ]

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
    """代办授权: on these days another person may act from this post."""

    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="delegations")
    principal = models.ForeignKey(User, models.PROTECT, verbose_name="委托人", related_name="delegated_to_others")
    deputy = models.ForeignKey(User, models.PROTECT, verbose_name="受托人", related_name="delegated_to_me")
    from_on = models.DateField("开始日期")
    to_on = models.DateField("结束日期")
    reason = models.CharField("事由", max_length=100)
    ended_at = models.DateTimeField("提前终止时间", null=True, blank=True)

    class Meta:
        verbose_name = "代办授权"
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=models.F("from_on")), name="org_delegation_dates")]

    def __str__(self) -> str:
        return f"{self.principal}委托{self.deputy}"
