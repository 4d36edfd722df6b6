from django.db import migrations

# The three readings that every act and every desk begins with. As functions, because a session keeps their plans:
# making the plan costs several times what the reading costs, and prepared statements do not pass every pooler.
# The page length is written out (20 and one to see whether there are more): the plan must know that it is short.
SNAPSHOT = """
CREATE FUNCTION flow_snapshot_1(p_key uuid, p_item bigint, p_case bigint)
RETURNS TABLE (kase flow_case, sha256 text, items jsonb, past jsonb, acted jsonb, is_replay boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT c, v.sha256::text,
        (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM flow_item i
            WHERE i.case_id = c.id AND i.state = 0 AND i.kind = 0),
        (SELECT jsonb_agg(to_jsonb(b)) FROM flow_item b WHERE b.case_id = c.id
            AND b.id IN (SELECT f.back_id FROM flow_item f WHERE f.case_id = c.id AND f.back_id IS NOT NULL)),
        to_jsonb(x), EXISTS (SELECT FROM flow_deed d WHERE d.key = p_key)
    FROM flow_case c JOIN flow_flowversion v ON v.id = c.flow_version_id LEFT JOIN flow_item x ON x.id = p_item
    WHERE c.id = coalesce(p_case, (SELECT y.case_id FROM flow_item y WHERE y.id = p_item));
END $$
"""

TODO = """
CREATE FUNCTION flow_todo_1(p_posts bigint[], p_units bigint[], p_duties text[], p_kind smallint)
RETURNS TABLE (
    item_id bigint, case_id bigint, title text, number text, flow_key text, sha256 text, step text, unit text,
    urgency smallint, status text, received_on date, due_on date, at timestamptz, post_id bigint, is_claimed boolean,
    is_read boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    SELECT i.id, i.case_id, c.title::text, c.number::text, c.flow_key::text, v.sha256::text, i.step::text,
        u.name::text, i.urgency, c.status::text, c.received_on, i.due_on, i.opened_at, i.post_id,
        i.user_id IS NOT NULL, i.read_at IS NOT NULL
    FROM (
        SELECT x.* FROM unnest(p_posts) p(post) CROSS JOIN LATERAL (
            SELECT o.* FROM flow_item o WHERE o.state = 0 AND o.kind = p_kind AND o.post_id = p.post
            ORDER BY o.urgency DESC, o.due_on, o.id LIMIT 21) x
        UNION ALL
        SELECT x.* FROM unnest(p_units, p_duties) d(unit, duty) CROSS JOIN LATERAL (
            SELECT o.* FROM flow_item o
            WHERE o.state = 0 AND o.kind = p_kind AND o.post_id IS NULL AND o.unit_id = d.unit AND o.duty = d.duty
            ORDER BY o.urgency DESC, o.due_on, o.id LIMIT 21) x
        ORDER BY urgency DESC, due_on, id LIMIT 21
    ) i JOIN flow_case c ON c.id = i.case_id JOIN flow_flowversion v ON v.id = c.flow_version_id
    JOIN org_unit u ON u.id = c.unit_id
    ORDER BY i.urgency DESC, i.due_on, i.id;
END $$
"""

COUNTERS = """
CREATE FUNCTION flow_counters_1(
    p_posts bigint[], p_units bigint[], p_duties text[], p_user bigint, p_most integer,
    OUT todo bigint, OUT doing bigint, OUT done bigint, OUT toread bigint, OUT mine bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    on_posts bigint[];
    in_pools bigint[];
BEGIN
    SELECT ARRAY[coalesce(sum(n.todo), 0), coalesce(sum(n.toread), 0)] INTO on_posts
    FROM unnest(p_posts) p(post) CROSS JOIN LATERAL (
        SELECT
            (SELECT count(*) FROM (SELECT FROM flow_item i
                WHERE i.state = 0 AND i.post_id = p.post AND i.kind = 0 LIMIT p_most) a) AS todo,
            (SELECT count(*) FROM (SELECT FROM flow_item i
                WHERE i.state = 0 AND i.post_id = p.post AND i.kind = 1 LIMIT p_most) b) AS toread
    ) n;
    SELECT ARRAY[coalesce(sum(n.todo), 0)] INTO in_pools
    FROM unnest(p_units, p_duties) d(unit, duty) CROSS JOIN LATERAL (
        SELECT count(*) AS todo FROM (SELECT FROM flow_item i
            WHERE i.state = 0 AND i.post_id IS NULL AND i.unit_id = d.unit AND i.duty = d.duty AND i.kind = 0
            LIMIT p_most) a
    ) n;
    todo := on_posts[1] + in_pools[1];
    toread := on_posts[2];
    SELECT count(*) INTO doing FROM (SELECT FROM flow_part WHERE user_id = p_user AND is_open LIMIT p_most) a;
    SELECT count(*) INTO done FROM (SELECT FROM flow_part WHERE user_id = p_user AND NOT is_open LIMIT p_most) a;
    SELECT count(*) INTO mine FROM (SELECT FROM flow_case WHERE starter_id = p_user LIMIT p_most) a;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0004_storage"), ("org", "0001_initial")]

    operations = [
        migrations.RunSQL(SNAPSHOT, "DROP FUNCTION flow_snapshot_1(uuid, bigint, bigint)"),
        migrations.RunSQL(TODO, "DROP FUNCTION flow_todo_1(bigint[], bigint[], text[], smallint)"),
        migrations.RunSQL(COUNTERS, "DROP FUNCTION flow_counters_1(bigint[], bigint[], text[], bigint, integer)"),
    ]
