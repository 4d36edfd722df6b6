from django.db import migrations

# Functions in PL/pgSQL, because a session keeps their plans: making a plan costs several times what the reading costs,
# and prepared statements do not pass every pooler.

# What an act is planned from, as one JSON text: reading it and taking it apart costs a fifth of typed columns.
# The acted item is sent apart only when it is not among the open ones.
READ = """
CREATE FUNCTION flow_read_1(p_item bigint, p_case bigint) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    c flow_case;
    x flow_item;
    items_ json;
    past_ json;
    is_back boolean;
BEGIN
    IF p_item IS NOT NULL THEN
        SELECT * INTO x FROM flow_item WHERE id = p_item;
        p_case := x.case_id;
    END IF;
    SELECT * INTO c FROM flow_case WHERE id = p_case;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT json_agg(row_to_json(i) ORDER BY i.id), bool_or(i.back_id IS NOT NULL) INTO items_, is_back
    FROM flow_item i WHERE i.case_id = c.id AND i.state = 0 AND i.kind = 0;
    -- What may be returned to straight: of open items, and of branches that arrived already.
    IF is_back OR x.back_id IS NOT NULL OR strpos(c.marks::text, '"back"') > 0 THEN
        SELECT json_agg(row_to_json(b)) INTO past_ FROM flow_item b WHERE b.case_id = c.id
            AND b.id IN (SELECT f.back_id FROM flow_item f WHERE f.case_id = c.id AND f.back_id IS NOT NULL);
    END IF;
    RETURN json_build_object(
        'case', row_to_json(c), 'items', items_, 'past', past_,
        'sha256', (SELECT v.sha256 FROM flow_flowversion v WHERE v.id = c.flow_version_id),
        'acted', CASE WHEN x.id IS NOT NULL AND (x.state <> 0 OR x.kind <> 0) THEN row_to_json(x) END);
END $$
"""

# One act on one case. Python has made the plan from the case at version p.version; here it is carried out, or refused
# as a whole: {"stale": true} when somebody acted meanwhile, {"replay": case} when p.key was used before; nothing is
# changed then, so the caller needs no savepoint. The case is locked, checked and changed by one statement. Lists are
# written by single rows: a join of what is sent with the table made the planner read the whole of a table that was
# never analysed; and each statement that is not run saves the making ready of its plan.
ACT = """
CREATE FUNCTION flow_act_2(p jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    at_ timestamptz := p->>'at';
    key_ uuid := p->>'key';
    status_ text := p->>'status';
    is_over boolean := status_ NOT IN ('running', 'suspended');
    k flow_case;
    opened_ bigint[] := '{}';
    is_new boolean := p ? 'new';
    id_ bigint;
    list_ jsonb;
    row_ jsonb;
BEGIN
    id_ := CASE WHEN is_new THEN coalesce((p->'new'->>'id')::bigint, nextval('flow_case_id_seq'))
        ELSE (p->>'case')::bigint END;
    INSERT INTO flow_deed (key, case_id, at) VALUES (key_, id_, at_) ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        SELECT case_id INTO id_ FROM flow_deed WHERE key = key_;
        RETURN jsonb_build_object('replay', id_);
    END IF;
    IF is_new THEN
        k := jsonb_populate_record(NULL::flow_case, p->'new');
        k.id := id_;
        k.version := 1;
        INSERT INTO flow_case SELECT k.*;
    ELSE
        UPDATE flow_case SET
            version = version + 1,
            status = status_,
            marks = p->'marks',
            data = coalesce(p->'data', data),
            result = coalesce(p->>'result', result),
            flow_version_id = coalesce((p->>'flow_version')::bigint, flow_version_id),
            closed_at = CASE WHEN is_over THEN coalesce(closed_at, at_) END
        WHERE id = id_ AND version = (p->>'version')::int
        RETURNING * INTO k;
        IF NOT FOUND THEN
            DELETE FROM flow_deed WHERE key = key_;
            RETURN '{"stale": true}';
        END IF;
    END IF;

    list_ := p->'close';
    FOR n IN 0 .. coalesce(jsonb_array_length(list_), 0) - 1 LOOP
        row_ := list_->n;
        UPDATE flow_item SET
            state = (row_->>'state')::smallint,
            user_id = (row_->>'user_id')::bigint,
            post_id = coalesce((row_->>'post_id')::bigint, post_id),
            for_user_id = (row_->>'for_user_id')::bigint,
            move = row_->>'move',
            opinion = row_->>'opinion',
            undo = nullif(row_->'undo', 'null'),
            closed_at = at_, read_at = coalesce(read_at, at_), title = '', flow_key = ''
        WHERE id = (row_->>'id')::bigint;
    END LOOP;
    IF p ? 'void' THEN
        UPDATE flow_item SET state = 2, closed_at = at_, title = '', flow_key = ''
        WHERE id = ANY (ARRAY(SELECT value::bigint FROM jsonb_array_elements_text(p->'void')));
    END IF;
    list_ := p->'change';
    FOR n IN 0 .. coalesce(jsonb_array_length(list_), 0) - 1 LOOP
        row_ := list_->n;
        UPDATE flow_item SET
            scope = coalesce(row_->>'scope', scope),
            unit_id = coalesce((row_->>'unit_id')::bigint, unit_id),
            post_id = CASE WHEN row_ ? 'is_claim' THEN (row_->>'post_id')::bigint ELSE post_id END,
            user_id = CASE WHEN row_ ? 'is_claim' THEN (row_->>'user_id')::bigint ELSE user_id END,
            read_at = CASE WHEN row_ ? 'is_read' THEN coalesce(read_at, at_) ELSE read_at END
        WHERE id = (row_->>'id')::bigint;
    END LOOP;
    list_ := p->'open';
    FOR n IN 0 .. coalesce(jsonb_array_length(list_), 0) - 1 LOOP
        row_ := list_->n;
        INSERT INTO flow_item (
            case_id, step, scope, round, kind, state, unit_id, post_id, duty, prev_id, added_by_id, back_id,
            opened_at, move, opinion, own_due_on, due_on, title, flow_key, urgency)
        VALUES (
            k.id, row_->>'step', row_->>'scope', (row_->>'round')::smallint, (row_->>'kind')::smallint, 0,
            (row_->>'unit_id')::bigint, (row_->>'post_id')::bigint, row_->>'duty', (row_->>'prev_id')::bigint,
            (row_->>'added_by_id')::bigint, (row_->>'back_id')::bigint, at_, '', '',
            (row_->>'own_due_on')::date, least((row_->>'own_due_on')::date, k.due_on), k.title, k.flow_key,
            k.urgency)
        RETURNING id INTO id_;
        opened_ := opened_ || id_;
    END LOOP;
    IF p ? 'open' THEN
        PERFORM outbox_send_2(
            'flow.item_opened', k.id::text, jsonb_build_object('case', k.id, 'items', opened_), at_);
    END IF;
    IF p ? 'user' THEN
        INSERT INTO flow_part (case_id, user_id, is_open) VALUES (k.id, (p->>'user')::bigint, NOT is_over)
        ON CONFLICT (case_id, user_id) DO NOTHING;
    END IF;
    IF is_over THEN
        UPDATE flow_part SET is_open = false WHERE case_id = k.id AND is_open;
    END IF;
    PERFORM trace_append_1('flow.case/' || k.id, p->>'trace', at_);
    IF p ? 'count' THEN
        PERFORM figures_count_1(p->>'count', k.unit_id, k.flow_key, at_, 1);
    END IF;
    list_ := p->'outbox';
    FOR n IN 0 .. coalesce(jsonb_array_length(list_), 0) - 1 LOOP
        row_ := list_->n;
        PERFORM outbox_send_2(
            row_->>'topic', k.id::text, jsonb_build_object('case', k.id) || (row_->'payload'), at_);
    END LOOP;
    RETURN jsonb_build_object(
        'case', k.id, 'items', opened_,
        'has_clocks', is_over AND EXISTS (SELECT FROM flow_clock WHERE case_id = k.id AND state <> 'finished'));
END $$
"""

# The first page of a list. With only the columns that a line shows, and as one JSON text: a set of rows is written into
# a store and sent as sixteen values each, which costs as much as finding them. The page length is written out (20 and
# one to see whether there are more): the plan must know that it is short.
TODO = """
CREATE FUNCTION flow_todo_3(p_posts bigint[], p_units bigint[], p_duties text[], p_kind smallint) RETURNS json
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (SELECT json_agg(json_build_array(
        i.id, i.case_id, c.title, c.number, c.flow_version_id, i.step, u.name, i.urgency, c.status,
        c.received_on, i.due_on, i.opened_at, i.post_id, i.user_id IS NOT NULL, i.read_at IS NOT NULL
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
    dependencies = [
        ("flow", "0001_initial"),
        ("org", "0001_initial"),
        ("trace", "0002_functions"),
        ("outbox", "0002_functions"),
        ("figures", "0002_count"),
    ]

    operations = [
        migrations.RunSQL(READ, "DROP FUNCTION flow_read_1(bigint, bigint)"),
        migrations.RunSQL(ACT, "DROP FUNCTION flow_act_2(jsonb)"),
        migrations.RunSQL(TODO, "DROP FUNCTION flow_todo_3(bigint[], bigint[], text[], smallint)"),
        migrations.RunSQL(COUNTERS, "DROP FUNCTION flow_counters_1(bigint[], bigint[], text[], bigint, integer)"),
        migrations.RunSQL(IS_DUE, "DROP FUNCTION flow_is_due_1(timestamptz)"),
    ]
