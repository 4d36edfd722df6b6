import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import jinliang.kernel.org.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="登录名")),
                ("name", models.CharField(max_length=50, verbose_name="姓名")),
                ("pinyin", models.CharField(blank=True, editable=False, max_length=120, verbose_name="拼音")),
                ("initials", models.CharField(blank=True, editable=False, max_length=50, verbose_name="拼音首字母")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="办公电话")),
                ("mobile_sealed", models.BinaryField(blank=True, default=b"", verbose_name="手机号（加密）")),
                (
                    "mobile_digest",
                    models.BinaryField(blank=True, db_index=True, default=b"", verbose_name="手机号（比对）"),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("created_at", models.DateTimeField(blank=True, null=True, verbose_name="建立时间")),
                ("signed_in_at", models.DateTimeField(blank=True, null=True, verbose_name="最近登录")),
                ("password_changed_at", models.DateTimeField(blank=True, null=True, verbose_name="密码更换时间")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="须更换密码")),
                ("locked_until", models.DateTimeField(blank=True, null=True, verbose_name="锁定至")),
                ("failed_sign_ins", models.PositiveSmallIntegerField(default=0, verbose_name="连续失败次数")),
                ("totp_sealed", models.BinaryField(blank=True, default=b"", verbose_name="动态口令密钥（加密）")),
                ("totp_step", models.BigIntegerField(default=0, verbose_name="最近用过的动态口令")),
                ("rights_version", models.PositiveIntegerField(default=0, verbose_name="权限版本")),
            ],
            options={
                "verbose_name": "用户",
                "indexes": [
                    models.Index(fields=["name"], name="org_user_name", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["pinyin"], name="org_user_pinyin", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["initials"], name="org_user_initials", opclasses=["varchar_pattern_ops"]),
                    models.Index(fields=["pinyin", "id"], name="org_user_pinyin_order"),
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func("name", models.Value(None), function="string_to_array"),
                        fastupdate=False,
                        name="org_user_characters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("level", models.PositiveSmallIntegerField(verbose_name="级别")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="org.division",
                        verbose_name="上级区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划",
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("short_name", models.CharField(max_length=40, verbose_name="简称")),
                ("code", models.CharField(max_length=18, verbose_name="单位代码")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "政府"),
                            ("department", "部门"),
                            ("affiliated", "直属单位"),
                            ("station", "工作站"),
                            ("section", "科室"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "省级"), (2, "市级"), (3, "县级"), (4, "乡级")], verbose_name="级别"
                    ),
                ),
                ("path", jinliang.kernel.org.fields.PathField(editable=False, verbose_name="路径")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("pinyin", models.CharField(blank=True, editable=False, max_length=600, verbose_name="拼音")),
                ("initials", models.CharField(blank=True, editable=False, max_length=100, verbose_name="拼音首字母")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("postcode", models.CharField(blank=True, max_length=6, verbose_name="邮编")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="org.division", verbose_name="区划"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="org.unit",
                        verbose_name="上级单位",
                    ),
                ),
                ("node", models.CharField(blank=True, default="", max_length=100, verbose_name="节点")),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(
                        django.contrib.postgres.indexes.OpClass("path", "gist_ltree_ops"), name="org_unit_path"
                    ),
                    models.Index(fields=["parent", "order"], name="org_unit_children"),
                ],
                "default_manager_name": "everywhere",
                "verbose_name": "单位",
                "constraints": [models.UniqueConstraint(fields=("node", "code"), name="org_unit_code")],
            },
            managers=[
                ("everywhere", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=40, verbose_name="职务")),
                ("is_head", models.BooleanField(default=False, verbose_name="负责人")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_primary", models.BooleanField(default=True, verbose_name="主要岗位")),
                ("is_confirmed", models.BooleanField(default=True, verbose_name="已确认")),
                ("from_on", models.DateField(verbose_name="任职日期")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="免职日期")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "任职",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_confirmed", False)), fields=["from_on"], name="org_appointment_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on", None), ("to_on__gte", models.F("from_on")), _connector="OR"),
                        name="org_appointment_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_on", None)), fields=("user", "post"), name="org_appointment_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("to_on", models.DateField(verbose_name="结束日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("holiday", "休假"),
                            ("sick", "病假"),
                            ("trip", "出差"),
                            ("study", "学习"),
                            ("other", "其他"),
                        ],
                        max_length=7,
                        verbose_name="种类",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="代办人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "离岗",
                "indexes": [models.Index(fields=["user", "to_on"], name="org_absence_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))), name="org_absence_dates"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("to_on", models.DateField(verbose_name="结束日期")),
                ("reason", models.CharField(max_length=100, verbose_name="事由")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="提前终止时间")),
                (
                    "absence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delegations",
                        to="org.absence",
                        verbose_name="离岗",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated_to_me",
                        to="org.user",
                        verbose_name="受托人",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegated_to_others",
                        to="org.user",
                        verbose_name="委托人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "代办授权",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))), name="org_delegation_dates"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("principal")), _negated=True),
                        name="org_delegation_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("duty", models.CharField(max_length=60, verbose_name="职责")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="org.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "授权",
                "indexes": [models.Index(fields=["duty"], name="org_grant_duty")],
                "constraints": [models.UniqueConstraint(fields=("post", "duty"), name="org_grant_once")],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="名称")),
                (
                    "members",
                    models.ManyToManyField(blank=True, related_name="member_of", to="org.user", verbose_name="成员"),
                ),
            ],
            options={
                "verbose_name": "群组",
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("min_length", models.PositiveSmallIntegerField(default=10, verbose_name="密码最短长度")),
                ("min_classes", models.PositiveSmallIntegerField(default=3, verbose_name="密码至少含几类字符")),
                ("password_days", models.PositiveSmallIntegerField(default=90, verbose_name="密码有效天数")),
                ("max_failures", models.PositiveSmallIntegerField(default=5, verbose_name="连续失败几次锁定")),
                ("lock_minutes", models.PositiveSmallIntegerField(default=15, verbose_name="锁定分钟数")),
                ("idle_minutes", models.PositiveSmallIntegerField(default=30, verbose_name="无操作几分钟退出")),
                ("surplus_days", models.PositiveSmallIntegerField(default=90, verbose_name="多少天未登录视为闲置账号")),
                (
                    "totp",
                    models.CharField(
                        choices=[("nobody", "不要求"), ("admins", "管理员必须"), ("all", "所有人必须")],
                        default="admins",
                        max_length=6,
                        verbose_name="动态口令",
                    ),
                ),
                ("first_change", models.BooleanField(default=True, verbose_name="首次登录须改密码")),
            ],
            options={
                "verbose_name": "登录策略",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="org_policy_single")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(unique=True, verbose_name="摘要")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "恢复码",
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="网络地址")),
                ("agent", models.CharField(blank=True, max_length=200, verbose_name="浏览器")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="登录时间")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "会话",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AdminRole",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="admin_role",
                        serialize=False,
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("org.system_admin", "系统管理员"),
                            ("org.security_admin", "安全管理员"),
                            ("org.audit_admin", "审计管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                ("since_on", models.DateField(verbose_name="任命日期")),
            ],
            options={
                "verbose_name": "管理员",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["org.system_admin", "org.security_admin", "org.audit_admin"])),
                        name="org_admin_role_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("units", "单位"), ("people", "人员")], max_length=6, verbose_name="内容"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("content", models.BinaryField(verbose_name="文件")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="导入时间")),
                ("applied", models.PositiveIntegerField(default=0, verbose_name="导入行数")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入",
            },
        ),
    ]
