"""The trail's batches: a Merkle tree of some rows each, whose root is a leaf of the log."""

from django.db import migrations

TABLES = """
CREATE SEQUENCE ledger_trailbatch_number;
-- The rows of one month whose numbers lie above `after_number` and not above `upto_number`.
-- `numbers` and `hashes` tell each row, so that the one which is not as it was can be named.
CREATE TABLE ledger_trailbatch (
    number bigint PRIMARY KEY DEFAULT nextval('ledger_trailbatch_number'),
    month date NOT NULL,
    after_number bigint NOT NULL,
    upto_number bigint NOT NULL,
    rows bigint NOT NULL CHECK (rows > 0),
    root bytea NOT NULL CHECK (length(root) = 32),
    numbers bigint[] NOT NULL,
    hashes bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    CHECK (cardinality(numbers) = rows AND length(hashes) = 32 * rows),
    CHECK (after_number < upto_number)
);
ALTER TABLE ledger_trailbatch ALTER hashes SET STORAGE EXTERNAL;
CREATE INDEX trailbatch_by_upto ON ledger_trailbatch (upto_number);

ALTER TABLE ledger_leaf DROP CONSTRAINT ledger_leaf_kind_check;
ALTER TABLE ledger_leaf ADD CONSTRAINT ledger_leaf_kind_check CHECK (kind IN (1, 2, 3));
ALTER TABLE ledger_leaf ADD CONSTRAINT trailbatch_is_a_leaf_once
    EXCLUDE USING gist (int8range(number, number + leaves) WITH &&) WHERE (kind = 3);
-- 3: batches of the trail in the log; 4: rows of the trail in batches.
INSERT INTO ledger_logmark (kind) VALUES (3), (4);

CREATE TRIGGER is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_trailbatch
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_trailbatch FROM nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """The trail is chained into the log."""

    dependencies = [("ledger", "0008_open_month"), ("kernel", "0020_trail")]

    operations = [migrations.RunSQL(TABLES, migrations.RunSQL.noop)]
