from django.db import migrations

# Not in the language SQL: a session keeps the plans of this one, while an SQL function is taken apart anew by every
# statement that calls it.
SEND = """
CREATE FUNCTION outbox_send_2(p_topic text, p_key text, p_payload jsonb, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (topic, key, payload, at) VALUES (p_topic, p_key, p_payload, p_at);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL(SEND, "DROP FUNCTION outbox_send_2(text, text, jsonb, timestamptz)")]
