from django.db import migrations, models

# A default partition takes the streams of years for which the job has made none, so that an append never fails.
# The functions give each leaf its place once: what finds the leaves of a seal is a fraction of a unique index.
TABLES = """
CREATE TABLE trace_entry (
    year smallint NOT NULL,
    stream text NOT NULL,
    seq integer NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    body text NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (year, stream, seq)
) PARTITION BY LIST (year);
CREATE TABLE trace_entry_other PARTITION OF trace_entry DEFAULT;
CREATE INDEX trace_entry_at ON trace_entry USING brin (at);

CREATE TABLE trace_head (
    stream text PRIMARY KEY,
    year smallint NOT NULL,
    seq integer NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE trace_unsealed (year smallint NOT NULL, stream text NOT NULL, seq integer NOT NULL);

CREATE TABLE trace_leaf (
    seal_no bigint NOT NULL,
    pos integer NOT NULL,
    stream text NOT NULL,
    seq integer NOT NULL,
    hash bytea NOT NULL,
    UNIQUE (stream, seq)
);
CREATE INDEX trace_leaf_seal ON trace_leaf (seal_no);

CREATE TABLE trace_seal (
    no bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    count integer NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    signature bytea NOT NULL,
    key_id text NOT NULL
);

CREATE TABLE trace_key (key_id text PRIMARY KEY, public_key bytea NOT NULL);
"""
DROP_TABLES = "DROP TABLE trace_key, trace_seal, trace_leaf, trace_unsealed, trace_head, trace_entry"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(TABLES, DROP_TABLES),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "year", "stream", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("year", models.SmallIntegerField(verbose_name="年度")),
                ("stream", models.TextField(verbose_name="对象")),
                ("seq", models.IntegerField(verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("recorded_at", models.DateTimeField(verbose_name="入库时间")),
                ("body", models.TextField(verbose_name="内容")),
                ("prev", models.BinaryField(verbose_name="前一散列")),
                ("hash", models.BinaryField(verbose_name="散列")),
            ],
            options={
                "verbose_name": "留痕",
                "db_table": "trace_entry",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("stream", models.TextField(primary_key=True, serialize=False, verbose_name="对象")),
                ("year", models.SmallIntegerField(verbose_name="年度")),
                ("seq", models.IntegerField(verbose_name="序号")),
                ("prev", models.BinaryField(verbose_name="前一散列")),
                ("hash", models.BinaryField(verbose_name="散列")),
            ],
            options={
                "verbose_name": "链头",
                "db_table": "trace_head",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("no", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("count", models.IntegerField(verbose_name="条数")),
                ("root", models.BinaryField(verbose_name="树根")),
                ("previous", models.BinaryField(verbose_name="前一封存")),
                ("hash", models.BinaryField(verbose_name="散列")),
                ("signature", models.BinaryField(verbose_name="签名")),
                ("key_id", models.TextField(verbose_name="密钥")),
            ],
            options={
                "verbose_name": "封存",
                "db_table": "trace_seal",
                "managed": False,
            },
        ),
    ]
