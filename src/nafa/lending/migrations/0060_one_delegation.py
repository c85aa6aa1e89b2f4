"""Delegations of approval move to the table of all delegations, in the kernel."""

from django.db import migrations

MOVE = """
INSERT INTO kernel_delegation (id, permission, from_user_id, to_user_id, up_to_minor, currency,
    start_date, end_date, reason, made_at, revoked_at)
SELECT id, 'lending.approve', from_user_id, to_user_id, up_to_minor, currency,
    start_date, end_date, reason, made_at, revoked_at
FROM lending_delegation
"""
BACK = """
INSERT INTO lending_delegation (id, from_user_id, to_user_id, up_to_minor, currency,
    start_date, end_date, reason, made_at, revoked_at)
SELECT id, from_user_id, to_user_id, up_to_minor, currency,
    start_date, end_date, reason, made_at, revoked_at
FROM kernel_delegation WHERE permission = 'lending.approve' AND up_to_minor IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0010_control"),
        ("lending", "0058_clauses"),
    ]

    run_before = [("kernel", "0031_sealed_reasons")]  # it moves reasons while they are text

    operations = [
        migrations.RunSQL(MOVE, BACK),
        migrations.DeleteModel(name="Delegation"),
    ]
