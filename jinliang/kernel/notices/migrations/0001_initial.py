import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LocalMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("page", "页面"), ("mail", "电子邮件"), ("sms", "短信")],
                        max_length=4,
                        verbose_name="渠道",
                    ),
                ),
                ("address", models.CharField(max_length=120, verbose_name="收件地址")),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="主题")),
                ("text", models.TextField(verbose_name="内容")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "本地发件",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("body", models.TextField(blank=True, verbose_name="内容")),
                ("url", models.CharField(blank=True, max_length=200, verbose_name="链接")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="紧急")),
                ("created_at", models.DateTimeField(verbose_name="时间")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="阅看时间")),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notices_list"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["user", "id"], name="notices_unread"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                (
                    "channel",
                    models.CharField(
                        choices=[("page", "页面"), ("mail", "电子邮件"), ("sms", "短信")],
                        max_length=4,
                        verbose_name="渠道",
                    ),
                ),
                ("is_on", models.BooleanField(verbose_name="接收")),
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
                "verbose_name": "消息设置",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind", "channel"), name="notices_preference_once")
                ],
            },
        ),
    ]
