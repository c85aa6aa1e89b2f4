"""The append-only log: leaves, tiles, checkpoints, keys, witnesses. Rows are added only.

A tile that is not full yet grows: its bytes may only be continued, never changed.
"""

from django.db import migrations

TABLES = """
-- One row for a run of leaves: those at `position` and after are the records `number` and after.
CREATE TABLE ledger_leaf (
    position bigint PRIMARY KEY CHECK (position >= 0),
    kind smallint NOT NULL CHECK (kind IN (1, 2)),
    number bigint NOT NULL,
    leaves bigint NOT NULL CHECK (leaves > 0),
    CONSTRAINT entry_is_a_leaf_once
        EXCLUDE USING gist (int8range(number, number + leaves) WITH &&) WHERE (kind = 1),
    CONSTRAINT balance_is_a_leaf_once
        EXCLUDE USING gist (int8range(number, number + leaves) WITH &&) WHERE (kind = 2)
);

CREATE TABLE ledger_tile (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    number bigint NOT NULL CHECK (number >= 0),
    hashes bytea NOT NULL
        CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
);
ALTER TABLE ledger_tile ALTER hashes SET STORAGE EXTERNAL;

CREATE TABLE ledger_logkey (
    number integer PRIMARY KEY,
    name text NOT NULL,
    public_key bytea NOT NULL UNIQUE CHECK (length(public_key) = 32),
    sealed_seed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    first_checkpoint bigint NOT NULL
);

CREATE TABLE ledger_checkpoint (
    number bigint PRIMARY KEY,
    size bigint NOT NULL,
    root bytea NOT NULL CHECK (length(root) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL
);
CREATE INDEX checkpoint_by_size ON ledger_checkpoint (size);

CREATE TABLE ledger_witness (
    name text NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    known_at timestamptz NOT NULL,
    PRIMARY KEY (name, public_key)
);

CREATE TABLE ledger_cosignature (
    checkpoint_number bigint NOT NULL REFERENCES ledger_checkpoint (number),
    witness_name text NOT NULL,
    public_key bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (checkpoint_number, witness_name, public_key),
    FOREIGN KEY (witness_name, public_key) REFERENCES ledger_witness (name, public_key)
);

-- How far the search for entries that are not in the log may skip; nothing is proved by it.
CREATE TABLE ledger_logmark (
    kind smallint PRIMARY KEY,
    settled bigint NOT NULL DEFAULT 0,
    noted bigint NOT NULL DEFAULT 0,
    noted_transactions text[] NOT NULL DEFAULT '{}'
);
INSERT INTO ledger_logmark (kind) VALUES (1), (2);

CREATE TABLE ledger_verified (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checkpoint_number bigint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    booked_date date,
    is_full boolean NOT NULL,
    finding text NOT NULL DEFAULT '',  -- the first bad record; nothing when all was sound
    verified_at timestamptz NOT NULL
);
"""

GUARDS = """
CREATE FUNCTION ledger_continue_tile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.level, NEW.number) <> (OLD.level, OLD.number)
            OR length(NEW.hashes) < length(OLD.hashes)
            OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile is only continued' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tile_is_continued BEFORE UPDATE ON ledger_tile
    FOR EACH ROW EXECUTE FUNCTION ledger_continue_tile();
CREATE TRIGGER tile_stays BEFORE DELETE OR TRUNCATE ON ledger_tile
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_follow_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place bigint := (SELECT position + leaves FROM ledger_leaf ORDER BY position DESC LIMIT 1);
BEGIN
    IF NEW.position <> coalesce(place, 0) THEN
        RAISE EXCEPTION 'the next leaf stands at %', coalesce(place, 0)
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER leaf_follows BEFORE INSERT ON ledger_leaf
    FOR EACH ROW EXECUTE FUNCTION ledger_follow_leaf();

CREATE FUNCTION ledger_follow_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT number, size, root INTO last FROM ledger_checkpoint ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.size < coalesce(last.size, 0)
            OR (NEW.size = last.size AND NEW.root <> last.root) THEN
        RAISE EXCEPTION 'checkpoint % does not follow checkpoint %', NEW.number, last.number
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER checkpoint_follows BEFORE INSERT ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_follow_checkpoint();

DO $$
DECLARE
    name text;
    is_role boolean := EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app');
BEGIN
    FOREACH name IN ARRAY ARRAY['ledger_leaf', 'ledger_logkey', 'ledger_checkpoint',
            'ledger_witness', 'ledger_cosignature', 'ledger_verified'] LOOP
        EXECUTE format('CREATE TRIGGER is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', name);
        IF is_role THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM nafa_app', name);
        END IF;
    END LOOP;
    IF is_role THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_tile FROM nafa_app;
        GRANT UPDATE (hashes) ON ledger_tile TO nafa_app;
        REVOKE INSERT, DELETE, TRUNCATE ON ledger_logmark FROM nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """From the journal to its proof."""

    dependencies = [("ledger", "0005_journal_models")]

    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
