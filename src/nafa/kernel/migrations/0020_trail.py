"""The trail of everything that was done, refused and read: by months, added to and never changed.

Only `sealed` may be written anew, under another key: what it says is fixed by `sealed_hash`.
"""

from django.db import migrations, models

TABLES = """
CREATE SEQUENCE kernel_trail_number;
CREATE TABLE kernel_trail (
    number bigint NOT NULL DEFAULT nextval('kernel_trail_number'),
    at timestamptz NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    actor_id uuid,
    role text NOT NULL DEFAULT '',
    branch_id uuid,
    subject_kind text NOT NULL DEFAULT '',
    subject_id uuid,
    channel text NOT NULL,
    address text NOT NULL DEFAULT '',
    device bytea,
    command_id uuid,
    code text NOT NULL DEFAULT '',
    details text NOT NULL DEFAULT '',
    input_hash bytea,
    sealed bytea,
    sealed_hash bytea,
    PRIMARY KEY (at, number)
) PARTITION BY RANGE (at);
CREATE INDEX trail_by_actor ON kernel_trail (actor_id, at);
CREATE INDEX trail_by_subject ON kernel_trail (subject_id, at) WHERE subject_id IS NOT NULL;
CREATE INDEX trail_by_kind ON kernel_trail (kind, at);
CREATE INDEX trail_by_number ON kernel_trail USING brin (number) WITH (pages_per_range = 16);

CREATE TABLE kernel_trailretired (
    month date PRIMARY KEY,
    rows bigint NOT NULL,
    retired_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE kernel_commandrecord ADD COLUMN sealed_refusal bytea;
"""

GUARDS = """
CREATE FUNCTION kernel_keep_trail() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    resealed bytea;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        resealed := NEW.sealed;
        NEW.sealed := OLD.sealed;
        IF NEW IS NOT DISTINCT FROM OLD AND resealed IS NOT NULL AND OLD.sealed IS NOT NULL THEN
            NEW.sealed := resealed;
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the trail is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER trail_is_final BEFORE UPDATE OR DELETE ON kernel_trail
    FOR EACH ROW EXECUTE FUNCTION kernel_keep_trail();
CREATE TRIGGER trail_is_kept BEFORE TRUNCATE ON kernel_trail
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_keep_trail();
CREATE TRIGGER retired_is_final BEFORE UPDATE OR DELETE ON kernel_trailretired
    FOR EACH ROW EXECUTE FUNCTION kernel_keep_trail();

CREATE FUNCTION kernel_open_trail_month(p_at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', p_at AT TIME ZONE 'UTC');
    part text := 'kernel_trail' || to_char(first, '"_y"YYYY"m"MM');
BEGIN
    IF to_regclass(part) IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('kernel_open_trail_month'));
    PERFORM FROM pg_class WHERE relname = part AND relnamespace = 'public'::regnamespace;
    IF FOUND THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM kernel_trailretired WHERE month = first) THEN
        RAISE EXCEPTION 'the trail of % was retired', first
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE kernel_trail INCLUDING DEFAULTS)', part);
    EXECUTE format('ALTER TABLE kernel_trail ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        part, first::timestamp AT TIME ZONE 'UTC',
        (first + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TRIGGER trail_is_kept BEFORE TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION kernel_keep_trail()', part);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        EXECUTE format('REVOKE ALL ON %I FROM nafa_app', part);
        EXECUTE format('GRANT SELECT ON %I TO nafa_app', part);
    END IF;
END $$;

-- Five years are the least that any law here asks for; what the pack says is checked before.
CREATE FUNCTION kernel_retire_trail_month(p_month date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text := 'kernel_trail' || to_char(p_month, '"_y"YYYY"m"MM');
    gone bigint;
BEGIN
    IF p_month <> date_trunc('month', p_month) OR p_month + interval '61 months' > now() THEN
        RAISE EXCEPTION 'the trail of % must still be kept', p_month
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('kernel_open_trail_month'));
    IF to_regclass(part) IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format('SELECT count(*) FROM %I', part) INTO gone;
    INSERT INTO kernel_trailretired (month, rows) VALUES (p_month, gone);
    EXECUTE format('DROP TABLE %I', part);
    RETURN gone;
END $$;

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON kernel_trail FROM nafa_app;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_trailretired FROM nafa_app;
        GRANT UPDATE (sealed) ON kernel_trail TO nafa_app;
        GRANT UPDATE (sealed_inputs, sealed_refusal) ON kernel_commandrecord TO nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """One trail."""

    dependencies = [("kernel", "0010_control")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLES, migrations.RunSQL.noop),
                migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AddField(
                    model_name="commandrecord",
                    name="sealed_refusal",
                    field=models.BinaryField(null=True),
                ),
            ],
        ),
    ]
