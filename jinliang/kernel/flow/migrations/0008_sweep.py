import django.db.models.deletion
from django.db import migrations, models

# Asked each minute, and mostly answered no: a kept plan, and the first entry of the index whatever the statistics say.
IS_DUE = """
CREATE FUNCTION flow_is_due_1(p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN coalesce(
        (SELECT next_at <= p_now FROM flow_clock WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1), false);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0007_lighter_rows")]

    operations = [
        # The card's clock holds the case: checking it a second time locked every case that got a card.
        migrations.AlterField(
            model_name="card",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cards",
                to="flow.case",
                verbose_name="办件",
            ),
        ),
        migrations.RunSQL(IS_DUE, "DROP FUNCTION flow_is_due_1(timestamptz)"),
    ]
