from django.db import migrations

# As flow_todo_1, with only the columns that a line shows, and as one JSON text: a set of rows is written into a store
# and sent as sixteen values each, which costs as much as finding them.
TODO = """
CREATE FUNCTION flow_todo_2(p_posts bigint[], p_units bigint[], p_duties text[], p_kind smallint) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_array(
        i.id, i.case_id, c.title, c.number, c.flow_key,
        (SELECT v.sha256 FROM flow_flowversion v WHERE v.id = c.flow_version_id),
        i.step, u.name, i.urgency, c.status, c.received_on, i.due_on, i.opened_at, i.post_id,
        i.user_id IS NOT NULL, i.read_at IS NOT NULL
    ) ORDER BY i.urgency DESC, i.due_on, i.id)
    FROM (
        SELECT x.* FROM unnest(p_posts) p(post) CROSS JOIN LATERAL (
            SELECT o.id, o.case_id, o.step, o.urgency, o.due_on, o.opened_at, o.post_id, o.user_id, o.read_at
            FROM flow_item o WHERE o.state = 0 AND o.kind = p_kind AND o.post_id = p.post
            ORDER BY o.urgency DESC, o.due_on, o.id LIMIT 21) x
        UNION ALL
        SELECT x.* FROM unnest(p_units, p_duties) d(unit, duty) CROSS JOIN LATERAL (
            SELECT o.id, o.case_id, o.step, o.urgency, o.due_on, o.opened_at, o.post_id, o.user_id, o.read_at
            FROM flow_item o
            WHERE o.state = 0 AND o.kind = p_kind AND o.post_id IS NULL AND o.unit_id = d.unit AND o.duty = d.duty
            ORDER BY o.urgency DESC, o.due_on, o.id LIMIT 21) x
        ORDER BY urgency DESC, due_on, id LIMIT 21
    ) i JOIN flow_case c ON c.id = i.case_id JOIN org_unit u ON u.id = c.unit_id);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0008_sweep"), ("org", "0001_initial")]

    operations = [migrations.RunSQL(TODO, "DROP FUNCTION flow_todo_2(bigint[], bigint[], text[], smallint)")]
