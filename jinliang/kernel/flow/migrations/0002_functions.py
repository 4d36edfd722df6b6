from django.db import migrations

# One act on one case. Python has made the plan from the case at version p.version; here it is carried out under the
# case's lock, or refused as a whole: {"stale": true} when somebody acted meanwhile, {"replay": case} when p.key was
# used before. Nothing is written before both are known, so the caller needs no savepoint.
ACT = """
CREATE FUNCTION flow_act_1(p jsonb) RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    at_ timestamptz := p->>'at';
    key_ uuid := p->>'key';
    status_ text := p->>'status';
    k flow_case;
    opened_ jsonb;
    done_ bigint;
    body_ text;
    row_ jsonb;
BEGIN
    IF p ? 'new' THEN
        k := jsonb_populate_record(NULL::flow_case, p->'new');
        k.id := coalesce(k.id, nextval('flow_case_id_seq'));
        k.version := 1;
        INSERT INTO flow_deed (key, case_id, at) VALUES (key_, k.id, at_) ON CONFLICT (key) DO NOTHING;
        IF NOT FOUND THEN
            SELECT case_id INTO done_ FROM flow_deed WHERE key = key_;
            RETURN jsonb_build_object('replay', done_);
        END IF;
        INSERT INTO flow_case SELECT k.*;
    ELSE
        SELECT * INTO k FROM flow_case WHERE id = (p->>'case')::bigint FOR UPDATE;
        SELECT case_id INTO done_ FROM flow_deed WHERE key = key_;
        IF FOUND THEN
            RETURN jsonb_build_object('replay', done_);
        END IF;
        IF k.version IS DISTINCT FROM (p->>'version')::int THEN
            RETURN '{"stale": true}';
        END IF;
        INSERT INTO flow_deed (key, case_id, at) VALUES (key_, k.id, at_);
        UPDATE flow_case SET
            version = version + 1,
            status = status_,
            marks = p->'marks',
            data = coalesce(p->'data', data),
            result = coalesce(p->>'result', result),
            flow_version_id = coalesce((p->>'flow_version')::bigint, flow_version_id),
            closed_at = CASE WHEN status_ IN ('running', 'suspended') THEN NULL ELSE coalesce(closed_at, at_) END
        WHERE id = k.id;
    END IF;

    IF p ? 'close' THEN
        UPDATE flow_item i SET
            state = c.state, user_id = c.user_id, post_id = coalesce(c.post_id, i.post_id), for_user_id = c.for_user_id,
            move = c.move, opinion = c.opinion, undo = nullif(c.undo, 'null'), closed_at = at_,
            read_at = coalesce(i.read_at, at_), title = '', flow_key = ''
        FROM jsonb_to_recordset(p->'close') AS c(
            id bigint, state smallint, user_id bigint, post_id bigint, for_user_id bigint, move text, opinion text,
            undo jsonb)
        WHERE i.id = c.id;
    END IF;
    IF p ? 'void' THEN
        UPDATE flow_item SET state = 2, closed_at = at_, title = '', flow_key = ''
        WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text(p->'void'));
    END IF;
    IF p ? 'change' THEN
        UPDATE flow_item i SET
            scope = coalesce(c.scope, i.scope),
            unit_id = coalesce(c.unit_id, i.unit_id),
            post_id = CASE WHEN c.is_claim THEN c.post_id ELSE i.post_id END,
            user_id = CASE WHEN c.is_claim THEN c.user_id ELSE i.user_id END,
            read_at = CASE WHEN c.is_read THEN coalesce(i.read_at, at_) ELSE i.read_at END
        FROM jsonb_to_recordset(p->'change') AS c(
            id bigint, scope text, is_claim boolean, unit_id bigint, post_id bigint, user_id bigint,
            is_read boolean)
        WHERE i.id = c.id;
    END IF;
    IF p ? 'open' THEN
        WITH added AS (
            INSERT INTO flow_item (
                id, case_id, step, scope, round, kind, state, unit_id, post_id, duty, prev_id, added_by_id, back_id,
                opened_at, read_at, move, opinion, own_due_on, due_on, title, flow_key, urgency)
            SELECT
                coalesce(o.id, nextval('flow_item_id_seq')), k.id, o.step, o.scope, o.round, o.kind, 0, o.unit_id,
                o.post_id, o.duty, o.prev_id, o.added_by_id, o.back_id, at_, CASE WHEN o.is_read THEN at_ END, '', '',
                o.own_due_on, least(o.own_due_on, k.due_on), k.title, k.flow_key, k.urgency
            FROM jsonb_to_recordset(p->'open') AS o(
                id bigint, step text, scope text, round smallint, kind smallint, unit_id bigint, post_id bigint,
                duty text, prev_id bigint, added_by_id bigint, back_id bigint, is_read boolean, own_due_on date)
            RETURNING id
        )
        SELECT jsonb_agg(id ORDER BY id) INTO opened_ FROM added;
    END IF;
    IF p ? 'user' THEN
        INSERT INTO flow_part (case_id, user_id, is_open)
        VALUES (k.id, (p->>'user')::bigint, status_ IN ('running', 'suspended'))
        ON CONFLICT (case_id, user_id) DO NOTHING;
    END IF;
    IF status_ NOT IN ('running', 'suspended') THEN
        UPDATE flow_part SET is_open = false WHERE case_id = k.id AND is_open;
    END IF;

    FOR body_ IN SELECT value FROM jsonb_array_elements_text(p->'trace') WITH ORDINALITY ORDER BY ordinality LOOP
        PERFORM trace_append_1('flow.case/' || k.id, body_, at_);
    END LOOP;
    IF opened_ IS NOT NULL THEN
        PERFORM outbox_send_1(
            'flow.item_opened', k.id::text, jsonb_build_object('case', k.id, 'items', opened_), at_);
    END IF;
    FOR row_ IN SELECT value FROM jsonb_array_elements(p->'outbox') LOOP
        PERFORM outbox_send_1(
            row_->>'topic', k.id::text, jsonb_build_object('case', k.id) || (row_->'payload'), at_);
    END LOOP;
    RETURN jsonb_build_object('case', k.id, 'items', coalesce(opened_, '[]'));
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("flow", "0001_initial"), ("trace", "0002_functions"), ("outbox", "0002_functions")]

    operations = [migrations.RunSQL(ACT, "DROP FUNCTION flow_act_1(jsonb)")]
