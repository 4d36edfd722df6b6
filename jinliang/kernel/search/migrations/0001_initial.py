import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IndexState",
            fields=[
                ("kind", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="类别")),
                ("generation", models.PositiveIntegerField(default=0, verbose_name="代次")),
                ("dictionary", models.CharField(blank=True, max_length=40, verbose_name="词典")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="总数")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="要求重建时间")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
            ],
            options={
                "verbose_name": "索引状态",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="类别")),
                ("key", models.CharField(max_length=80, verbose_name="标识")),
                ("title", models.CharField(max_length=300, verbose_name="标题")),
                ("url", models.CharField(max_length=300, verbose_name="地址")),
                ("unit_id", models.BigIntegerField(null=True, verbose_name="单位")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "sight",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None, verbose_name="可见范围"
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField(verbose_name="词")),
                (
                    "tokens",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), null=True, size=None, verbose_name="字对"
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=0, verbose_name="代次")),
            ],
            options={
                "verbose_name": "索引项",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_entry_words"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("tokens__isnull", False)), fields=["tokens"], name="search_entry_tokens"
                    ),
                    models.Index(fields=["-at"], name="search_entry_at"),
                    models.Index(fields=["kind", "generation"], name="search_entry_generation"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="search_entry_key")],
            },
        ),
    ]
