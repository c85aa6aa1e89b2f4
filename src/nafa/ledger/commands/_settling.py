"""When a number is settled: nothing below it can come any more.

A number is given out inside a transaction of this database, perhaps before it has an xid: so its
virtual transaction is what must have ended. One that was prepared has left its session. What the
server does for itself (it cleans tables, perhaps for hours) has no user and adds no rows.
"""

RUNNING = """
SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'virtualxid' AND l.pid <> pg_backend_pid() AND a.usesysid IS NOT NULL
    AND a.datid = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
HAS_ENDED = f"""
NOT EXISTS (SELECT FROM ({RUNNING}) r WHERE r.virtualtransaction = ANY (noted_transactions))
AND NOT EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database())
"""  # noqa: S608
