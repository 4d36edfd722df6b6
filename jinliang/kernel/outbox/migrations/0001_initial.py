from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("worker", models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="进程")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("handled", models.BigIntegerField(default=0, verbose_name="已处理")),
            ],
            options={
                "verbose_name": "后台进程",
            },
        ),
        migrations.CreateModel(
            name="JobError",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="任务编号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("error", models.TextField(verbose_name="错误")),
            ],
            options={
                "verbose_name": "任务错误",
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic", models.CharField(max_length=60, verbose_name="主题")),
                ("key", models.CharField(blank=True, default="", max_length=120, verbose_name="对象")),
                ("payload", models.JSONField(default=dict, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "待发",
                "db_table": "outbox",
            },
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="编号")),
                ("topic", models.CharField(max_length=60, verbose_name="主题")),
                ("key", models.CharField(blank=True, default="", max_length=120, verbose_name="对象")),
                ("payload", models.JSONField(default=dict, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="已试次数")),
                ("next_at", models.DateTimeField(blank=True, null=True, verbose_name="下次重试")),
                ("failed_at", models.DateTimeField(verbose_name="失败时间")),
                ("error", models.TextField(verbose_name="错误")),
            ],
            options={
                "verbose_name": "失败的发件",
                "db_table": "outbox_failed",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="outbox_failed_due"
                    ),
                    models.Index(fields=["-failed_at", "-id"], name="outbox_failed_list"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=8, unique=True, verbose_name="故障编号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("method", models.CharField(max_length=10, verbose_name="方式")),
                ("page", models.CharField(max_length=200, verbose_name="页面")),
                ("kind", models.CharField(max_length=80, verbose_name="错误")),
                ("place", models.CharField(max_length=200, verbose_name="位置")),
                ("who", models.CharField(blank=True, max_length=60, verbose_name="使用人")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="处理时间")),
            ],
            options={
                "verbose_name": "程序故障",
                "indexes": [models.Index(fields=["-at", "-id"], name="outbox_fault_list")],
            },
        ),
    ]
