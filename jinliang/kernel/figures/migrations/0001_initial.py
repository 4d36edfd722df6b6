from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delta",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=60, verbose_name="指标")),
                ("unit_id", models.BigIntegerField(verbose_name="单位")),
                ("kind", models.CharField(blank=True, default="", max_length=60, verbose_name="类别")),
                ("month", models.DateField(verbose_name="月份")),
                ("amount", models.BigIntegerField(verbose_name="数量")),
            ],
            options={
                "verbose_name": "统计增量",
            },
        ),
        migrations.CreateModel(
            name="Sum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(max_length=60, verbose_name="指标")),
                ("unit_id", models.BigIntegerField(verbose_name="单位")),
                ("kind", models.CharField(blank=True, default="", max_length=60, verbose_name="类别")),
                ("month", models.DateField(verbose_name="月份")),
                ("amount", models.BigIntegerField(verbose_name="数量")),
            ],
            options={
                "verbose_name": "统计合计",
                "constraints": [
                    models.UniqueConstraint(fields=("figure", "unit_id", "month", "kind"), name="figures_sum_cell")
                ],
            },
        ),
    ]
