"""How rows are stored, that events of clocks and cards are only added, and the first rules for cards."""

from datetime import date

from django.db import migrations

# A case row is rewritten in place by every act and no index changes with it: a third of its page is room enough for the
# new version (HOT), and the old one is cleared away by the next. An item is rewritten where an index changes with it, so
# that room on its page saves nothing. Both leave dead rows at a known pace: clear them early.
ROOM = """
ALTER TABLE flow_case SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE flow_item SET (fillfactor = 95, autovacuum_vacuum_scale_factor = 0.02);
"""
BACK = """
ALTER TABLE flow_case RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE flow_item RESET (fillfactor, autovacuum_vacuum_scale_factor);
"""
KEEP = """
CREATE FUNCTION flow_keep_1() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is not allowed: its rows are only added', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER flow_clockevent_keep BEFORE UPDATE OR DELETE ON flow_clockevent
    FOR EACH ROW EXECUTE FUNCTION flow_keep_1();
CREATE TRIGGER flow_card_keep BEFORE DELETE ON flow_card FOR EACH ROW EXECUTE FUNCTION flow_keep_1();
"""
LET_GO = """
DROP TRIGGER flow_clockevent_keep ON flow_clockevent;
DROP TRIGGER flow_card_keep ON flow_card;
DROP FUNCTION flow_keep_1();
"""
BASIS = "电子监察默认发牌规则，可由监察部门调整"
RULES = (
    ("promised", "yellow", 0),
    ("promised", "red", 3),
    ("stage", "yellow", 0),
    ("stage", "red", 3),
    ("statutory", "red", 0),
)


def seed(apps, _):
    CardRule = apps.get_model("flow", "CardRule")
    CardRule.objects.bulk_create(
        [
            CardRule(kind=kind, colour=colour, grace=grace, basis=BASIS, from_on=date(2000, 1, 1))
            for kind, colour, grace in RULES
        ]
    )


def clear(apps, _):
    apps.get_model("flow", "CardRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("flow", "0002_functions")]

    operations = [
        migrations.RunSQL(ROOM, BACK),
        migrations.RunSQL(KEEP, LET_GO),
        migrations.RunPython(seed, clear),
    ]
