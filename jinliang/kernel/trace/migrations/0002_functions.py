from django.db import migrations

# One statement: the head is locked and moved on, the entry added, the entry queued for the next seal.
# What is hashed: the hash before it, number, moment, length and name of the stream, the body as it is stored.
APPEND = """
CREATE FUNCTION trace_append_1(p_stream text, p_body text, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    named bytea := int4send(octet_length(p_stream)) || convert_to(p_stream, 'UTF8');
    content bytea := named || convert_to(p_body, 'UTF8');
    added integer;
BEGIN
    WITH head AS (
        INSERT INTO trace_head AS h (stream, year, seq, prev, hash)
        VALUES (
            p_stream, extract(year FROM p_at AT TIME ZONE 'Asia/Shanghai')::smallint, 1, sha256(named),
            sha256(sha256(named) || int4send(1) || timestamptz_send(p_at) || content)
        )
        ON CONFLICT (stream) DO UPDATE SET
            seq = h.seq + 1,
            prev = h.hash,
            hash = sha256(h.hash || int4send(h.seq + 1) || timestamptz_send(p_at) || content)
        RETURNING h.year, h.seq, h.prev, h.hash
    ), entry AS (
        INSERT INTO trace_entry (year, stream, seq, at, body, prev, hash)
        SELECT year, p_stream, seq, p_at, p_body, prev, hash FROM head
    )
    INSERT INTO trace_unsealed (year, stream, seq) SELECT year, p_stream, seq FROM head RETURNING seq INTO added;
    RETURN added;
END $$
"""

APPEND_MANY = """
CREATE FUNCTION trace_append_many_1(p_entries jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry jsonb;
BEGIN
    FOR entry IN SELECT value FROM jsonb_array_elements(p_entries) WITH ORDINALITY ORDER BY ordinality LOOP
        PERFORM trace_append_1(entry->>'stream', entry->>'body', (entry->>'at')::timestamptz);
    END LOOP;
    RETURN jsonb_array_length(p_entries);
END $$
"""

# Moves committed entries from the queue into the leaves of seal p_no; the leaf also binds when the entry was recorded.
TAKE = """
CREATE FUNCTION trace_take_1(p_no bigint, p_limit integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    taken integer;
BEGIN
    WITH queue AS (
        DELETE FROM trace_unsealed
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM trace_unsealed LIMIT p_limit FOR UPDATE SKIP LOCKED))
        RETURNING year, stream, seq
    )
    INSERT INTO trace_leaf (seal_no, pos, stream, seq, hash)
    SELECT p_no, row_number() OVER (ORDER BY stream, seq), stream, seq, sha256(hash || timestamptz_send(recorded_at))
    FROM queue JOIN trace_entry USING (year, stream, seq);
    GET DIAGNOSTICS taken = ROW_COUNT;
    RETURN taken;
END $$
"""

SEAL = """
CREATE FUNCTION trace_seal_1(
    p_no bigint, p_at timestamptz, p_count integer, p_root bytea, p_previous bytea, p_hash bytea,
    p_signature bytea, p_key_id text, p_public_key bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF p_no <> (SELECT coalesce(max(no), 0) + 1 FROM trace_seal)
        OR p_count <> (SELECT count(*) FROM trace_leaf WHERE seal_no = p_no) THEN
        RAISE EXCEPTION 'seal % does not follow the last one or does not cover its leaves', p_no;
    END IF;
    INSERT INTO trace_key (key_id, public_key) VALUES (p_key_id, p_public_key) ON CONFLICT DO NOTHING;
    INSERT INTO trace_seal (no, at, count, root, previous, hash, signature, key_id)
    VALUES (p_no, p_at, p_count, p_root, p_previous, p_hash, p_signature, p_key_id);
END $$
"""

REFUSE = """
CREATE FUNCTION trace_refuse_1() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the trace is only ever added to (% on %)', tg_op, tg_table_name
        USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['trace_entry', 'trace_leaf', 'trace_seal', 'trace_key'] LOOP
        EXECUTE format('CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION trace_refuse_1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['trace_entry', 'trace_entry_other', 'trace_leaf', 'trace_seal', 'trace_key', 'trace_head', 'trace_unsealed'] LOOP
        EXECUTE format('CREATE TRIGGER keep_all BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION trace_refuse_1()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER keep_all', name);
    END LOOP;
END $$
"""

# A year that already has entries in the default partition stays there.
PREPARE_YEAR = """
CREATE FUNCTION trace_prepare_year_1(p_year smallint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text := 'trace_entry_' || p_year;
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL
        OR EXISTS (SELECT FROM trace_entry_other WHERE year = p_year) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.trace_entry FOR VALUES IN (%s)', name, p_year);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER keep', name);
    EXECUTE format('CREATE TRIGGER keep_all BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION public.trace_refuse_1()', name);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER keep_all', name);
    RETURN true;
END $$
"""

# The app role keeps EXECUTE on the functions and SELECT on the tables.
HAND_OVER = """
DO $$
DECLARE
    holder text := regexp_replace(current_user, '_owner$', '_trace');
    app text := regexp_replace(current_user, '_owner$', '_app');
    thing text;
BEGIN
    FOREACH thing IN ARRAY ARRAY['trace_entry', 'trace_entry_other', 'trace_head', 'trace_unsealed', 'trace_leaf', 'trace_seal', 'trace_key'] LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %I', thing, app);
        EXECUTE format('GRANT SELECT ON %I TO %I', thing, app);
        EXECUTE format('ALTER TABLE %I OWNER TO %I', thing, holder);
    END LOOP;
    FOREACH thing IN ARRAY ARRAY[
        'trace_append_1(text, text, timestamptz)', 'trace_append_many_1(jsonb)', 'trace_take_1(bigint, integer)',
        'trace_seal_1(bigint, timestamptz, integer, bytea, bytea, bytea, bytea, text, bytea)',
        'trace_prepare_year_1(smallint)', 'trace_refuse_1()'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', thing);
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', thing, holder);
    END LOOP;
    FOR year IN 2023..2030 LOOP
        PERFORM trace_prepare_year_1(year::smallint);
    END LOOP;
END $$
"""

DROP = """
DROP FUNCTION trace_append_1(text, text, timestamptz);
DROP FUNCTION trace_append_many_1(jsonb);
DROP FUNCTION trace_take_1(bigint, integer);
DROP FUNCTION trace_seal_1(bigint, timestamptz, integer, bytea, bytea, bytea, bytea, text, bytea);
DROP FUNCTION trace_prepare_year_1(smallint);
DROP FUNCTION trace_refuse_1() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "".join(f"{part};" for part in (APPEND, APPEND_MANY, TAKE, SEAL, REFUSE, PREPARE_YEAR)), DROP
        ),
        migrations.RunSQL(HAND_OVER, migrations.RunSQL.noop),
    ]
