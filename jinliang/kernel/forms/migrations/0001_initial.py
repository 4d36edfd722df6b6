from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="表单")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("document", models.JSONField(verbose_name="内容")),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
            ],
            options={
                "verbose_name": "表单版本",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "number"), name="forms_version_number"),
                    models.UniqueConstraint(fields=("key", "sha256"), name="forms_version_content"),
                ],
            },
        ),
    ]
