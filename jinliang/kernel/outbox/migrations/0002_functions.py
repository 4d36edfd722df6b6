from django.db import migrations

SEND = """
CREATE FUNCTION outbox_send_1(p_topic text, p_key text, p_payload jsonb, p_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO outbox (topic, key, payload, at) VALUES (p_topic, p_key, p_payload, p_at)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL(SEND, "DROP FUNCTION outbox_send_1(text, text, jsonb, timestamptz)")]
