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
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True, verbose_name="地址摘要")),
                ("made_at", models.DateTimeField(verbose_name="开通时间")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="最近读取")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "日历订阅",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("group", models.CharField(blank=True, max_length=20, verbose_name="分组")),
                ("organisation", models.CharField(blank=True, max_length=80, verbose_name="单位")),
                ("title", models.CharField(blank=True, max_length=40, verbose_name="职务")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="电话")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系人",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "name", "organisation"), name="personal_office_contact_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=100, verbose_name="事项")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="地点")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="说明")),
                ("is_all_day", models.BooleanField(default=False, verbose_name="全天")),
                ("starts_at", models.DateTimeField(verbose_name="开始")),
                ("ends_at", models.DateTimeField(verbose_name="结束")),
                (
                    "remind_before",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (None, "不提醒"),
                            (0, "开始时"),
                            (10, "提前10分钟"),
                            (30, "提前30分钟"),
                            (60, "提前1小时"),
                            (1440, "提前1天"),
                        ],
                        null=True,
                        verbose_name="提醒",
                    ),
                ),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "日程",
                "indexes": [
                    models.Index(fields=["user", "starts_at"], name="personal_office_entry_user"),
                    models.Index(
                        condition=models.Q(("remind_at__isnull", False)),
                        fields=["remind_at"],
                        name="personal_office_entry_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="personal_office_entry_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="关注时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "关注",
                "constraints": [models.UniqueConstraint(fields=("user", "case"), name="personal_office_follow_once")],
            },
        ),
        migrations.CreateModel(
            name="Leave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True, verbose_name="编号")),
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
                ("from_on", models.DateField(verbose_name="开始日期")),
                ("to_on", models.DateField(verbose_name="结束日期")),
                ("reason", models.CharField(max_length=200, verbose_name="事由和去处")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                ("posts", models.JSONField(default=list, verbose_name="交出的岗位")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "待批准"),
                            ("approved", "已批准"),
                            ("declined", "不同意"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                ("decision", models.CharField(blank=True, max_length=2000, verbose_name="批语")),
                ("back_on", models.DateField(null=True, verbose_name="返岗日期")),
                (
                    "absence",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="org.absence",
                        verbose_name="离岗",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="flow.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.user",
                        verbose_name="批准人",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
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
                        related_name="+",
                        to="org.user",
                        verbose_name="申请人",
                    ),
                ),
            ],
            options={
                "verbose_name": "请假外出",
                "indexes": [models.Index(fields=["user", "-from_on"], name="personal_office_leave_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_on__gte", models.F("from_on"))), name="personal_office_leave_dates"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=2000, verbose_name="内容")),
                ("is_done", models.BooleanField(default=False, verbose_name="已完成")),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="提醒时间")),
                ("changed_at", models.DateTimeField(verbose_name="修改时间")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "便签",
                "indexes": [
                    models.Index(fields=["user", "is_done", "-changed_at"], name="personal_office_note_user"),
                    models.Index(
                        condition=models.Q(("is_done", False), ("remind_at__isnull", False)),
                        fields=["remind_at"],
                        name="personal_office_note_due",
                    ),
                ],
            },
        ),
    ]
