"""Who saw personal data in clear before masks came goes on seeing them, by a right of its own."""

from django.db import migrations

GIVE = """
UPDATE kernel_role SET permissions = permissions || ARRAY[%s]::text[]
WHERE code = ANY (ARRAY[%s]) AND NOT permissions @> ARRAY[%s]::text[]
"""
RIGHTS = {
    "clients.see_personal": (
        "teller", "head_teller", "loan_officer", "field_agent", "branch_manager",
        "internal_controller", "compliance_officer", "general_manager",
    ),
    "clients.reveal": ("committee_member", "accountant", "chief_accountant"),
    "clients.record_consent": (
        "teller", "head_teller", "loan_officer", "field_agent", "branch_manager",
        "compliance_officer",
    ),
    "clients.protect": ("compliance_officer", "general_manager"),
    "clients.erase": ("compliance_officer",),
    "clients.export_person": ("branch_manager", "compliance_officer"),
}  # fmt: skip


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


class Migration(migrations.Migration):
    """Rights around personal data."""

    dependencies = [("kernel", "0021_data_keys")]

    operations = [
        migrations.RunSQL(
            GIVE % (_quoted((right,)), _quoted(roles), _quoted((right,))),
            migrations.RunSQL.noop,
        )
        for right, roles in RIGHTS.items()
    ]
