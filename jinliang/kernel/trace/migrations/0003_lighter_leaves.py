from django.db import migrations

# The functions give each leaf its place once; what finds the leaves of a seal is a fraction of a unique index.
LIGHTER = """
ALTER TABLE trace_leaf DROP CONSTRAINT trace_leaf_pkey;
CREATE INDEX trace_leaf_seal ON trace_leaf (seal_no);
"""
BACK = """
DROP INDEX trace_leaf_seal;
ALTER TABLE trace_leaf ADD PRIMARY KEY (seal_no, pos);
"""


class Migration(migrations.Migration):
    dependencies = [("trace", "0002_functions")]

    operations = [migrations.RunSQL(LIGHTER, BACK)]
