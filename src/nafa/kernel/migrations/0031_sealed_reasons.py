"""What people type as a reason, a finding or a note is sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text
from nafa.kernel.secrets.fields import SealedJSONField


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("kernel", "0030_service_security"),
    ]

    operations = [
        sealed_from_text("waitingcommand", "reason", table="kernel_waitingcommand", blank=True),
        sealed_from_text(
            "waitingcommand",
            "refusal_values",
            table="kernel_waitingcommand",
            blank=True,
            kind=SealedJSONField,
        ),
        sealed_from_text("delegation", "reason", table="kernel_delegation"),
        sealed_from_text("emergencygrant", "reason", table="kernel_emergencygrant"),
        sealed_from_text("emergencygrant", "finding", table="kernel_emergencygrant", blank=True),
        sealed_from_text("accessreview", "conclusion", table="kernel_accessreview", blank=True),
        sealed_from_text("accessreviewline", "reason", table="kernel_accessreviewline", blank=True),
        sealed_from_text("staffnotice", "values", table="kernel_staffnotice", kind=SealedJSONField),
    ]
