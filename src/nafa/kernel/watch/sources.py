"""What each rule counts, in SQL over the trails: one row a happening, in sets.

Columns: subject, user_id, address, source, row_id, at, what. Parameters: since, until, zone,
day_from, day_until. A happening that a closed case rests on is not counted again.
"""

from collections.abc import Mapping

_EVENT = """SELECT {subject}::text AS subject, e.user_id, e.address, 'event' AS source,
    e.id::text AS row_id, e.at, e.kind AS what FROM kernel_securityevent e
    WHERE e.at > %(since)s AND e.at <= %(until)s AND {where}"""
_COMMAND = """SELECT c.actor_id::text AS subject, c.actor_id AS user_id, '' AS address,
    'command' AS source, c.id::text AS row_id, c.at, c.name AS what FROM kernel_commandrecord c
    WHERE c.at > %(since)s AND c.at <= %(until)s AND c.actor_id IS NOT NULL AND {where}"""
_ODD = (
    " NOT (extract(hour FROM {at} AT TIME ZONE %(zone)s) >= %(day_from)s"
    " AND extract(hour FROM {at} AT TIME ZONE %(zone)s) < %(day_until)s)"
)
_NETWORK = (
    "CASE WHEN {a} ~ '^[0-9.]+$' THEN network(set_masklen({a}::inet, 24))"
    " WHEN {a} <> '' THEN network(set_masklen({a}::inet, 48)) END"
)
_PRIVILEGES = (
    "assign_role", "create_user", "define_security_policy", "remove_factors", "reset_password",
    "make_token", "register_program", "define_watch", "end_assignment", "revise_role",
    "define_role", "delegate_role",
)  # fmt: skip
_NAMES = ", ".join(f"'kernel.{name}'" for name in _PRIVILEGES)

SOURCES: Mapping[str, str] = {
    "failed_log_ins": _EVENT.format(
        subject="coalesce(e.user_id::text, 'account ' || e.account)",
        where="e.kind IN ('log_in.refused', 'log_in.delayed', 'passkey.refused')"
        " AND coalesce(e.user_id::text, e.account::text) IS NOT NULL",
    ),
    "failed_from_address": _EVENT.format(
        subject="e.address", where="e.kind IN ('log_in.refused', 'log_in.delayed')"
        " AND e.address <> ''",
    ),
    "refusals": _COMMAND.format(where="c.outcome = 'REFUSED'"),
    "proofs_refused": _EVENT.format(
        subject="e.user_id", where="e.kind = 'proof.refused' AND e.user_id IS NOT NULL"
        " AND e.values->>'code' <> 'kernel.proof_wanted'",
    ),
    "odd_hours": _COMMAND.format(
        where="c.channel IN ('web', 'api') AND" + _ODD.format(at="c.at")
    ),
    "outside_rules": _EVENT.format(
        subject="e.user_id",
        where="e.kind IN ('log_in.outside_hours', 'log_in.outside_places')"
        " AND e.user_id IS NOT NULL",
    ),
    "privileges": _COMMAND.format(where=f"c.outcome = 'DONE' AND c.name IN ({_NAMES})"),
    "two_places": _EVENT.format(
        subject="e.user_id",
        where="e.kind = 'log_in.done' AND e.user_id IS NOT NULL AND e.address <> ''"
        " AND EXISTS (SELECT FROM kernel_loginsession s WHERE s.user_id = e.user_id"
        " AND s.address <> '' AND s.began_at < e.at AND s.last_used_at > %(since)s"
        " AND (s.ended_at IS NULL OR s.ended_at > e.at) AND "
        + _NETWORK.format(a="s.address") + " <> " + _NETWORK.format(a="e.address") + ")",
    ),
    "new_device": _EVENT.format(
        subject="e.user_id",
        where="e.kind = 'log_in.done' AND EXISTS (SELECT FROM kernel_device d"
        " WHERE d.user_id = e.user_id AND d.digest = e.device AND d.first_seen_at > %(since)s"
        " AND EXISTS (SELECT FROM kernel_device o WHERE o.user_id = d.user_id"
        " AND o.first_seen_at < d.first_seen_at))"
        " AND EXISTS (SELECT FROM kernel_assignment g JOIN kernel_role r ON r.id = g.role_id"
        " WHERE g.user_id = e.user_id AND r.permissions && ARRAY['identity.manage',"
        " 'institution.configure', 'ledger.reverse', 'security.watch', 'lending.write_off'])",
    ),
    "copied_passkey": _EVENT.format(subject="e.user_id", where="e.kind = 'passkey.copied'"),
    "break_glass": _COMMAND.format(where="c.name LIKE '%%break%%glass%%'"),
    "too_many_calls": _EVENT.format(
        subject="e.address", where="e.kind = 'calls.too_many' AND e.address <> ''"
    ),
    "consultations": """SELECT t.actor_id::text AS subject, t.actor_id AS user_id, t.address,
        'consultation' AS source, t.number::text AS row_id, t.at, t.name AS what
        FROM kernel_trail t WHERE t.at > %(since)s AND t.at <= %(until)s
        AND t.kind IN ('consultation', 'export') AND t.actor_id IS NOT NULL""",
}  # fmt: skip
# A rule over a table that this database does not have rests.
NEEDS: Mapping[str, str] = {"consultations": "kernel_trail"}

FOUND = """
WITH found AS ({source}),
fresh AS (
    SELECT f.* FROM found f WHERE NOT EXISTS (
        SELECT FROM kernel_alertfact a JOIN kernel_securityalert s ON s.id = a.alert_id
        WHERE s.rule = %(rule)s AND s.closed_at IS NOT NULL
            AND a.source = f.source AND a.row_id = f.row_id)),
loud AS (SELECT subject FROM fresh GROUP BY subject HAVING count(*) >= %(most)s)
SELECT fresh.subject, fresh.user_id, fresh.address, fresh.source, fresh.row_id, fresh.at, fresh.what
FROM fresh JOIN loud USING (subject) ORDER BY fresh.subject, fresh.at, fresh.row_id
"""
