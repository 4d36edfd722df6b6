from django.db import migrations

# A case row is rewritten by every act and no index changes with it: room on its page keeps the new version there (HOT),
# and the old one is cleared away by the next. Items and deeds leave dead rows at a known pace: clear them early.
ROOM = """
ALTER TABLE flow_case SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE flow_item SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
"""
BACK = """
ALTER TABLE flow_case RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE flow_item RESET (fillfactor, autovacuum_vacuum_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0003_clocks")]

    operations = [migrations.RunSQL(ROOM, BACK)]
