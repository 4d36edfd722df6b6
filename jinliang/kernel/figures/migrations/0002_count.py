from django.db import migrations

# A delta in the transaction of what is counted, with the month of the place.
COUNT = """
CREATE FUNCTION figures_count_1(p_figure text, p_unit bigint, p_kind text, p_at timestamptz, p_amount bigint)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figures_delta (figure, unit_id, kind, month, amount)
    VALUES (p_figure, p_unit, p_kind, date_trunc('month', p_at AT TIME ZONE 'Asia/Shanghai')::date, p_amount);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]

    operations = [migrations.RunSQL(COUNT, "DROP FUNCTION figures_count_1(text, bigint, text, timestamptz, bigint)")]
