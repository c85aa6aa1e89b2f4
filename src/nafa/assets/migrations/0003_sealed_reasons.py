"""What people type as a reason, a finding or a note is sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("assets", "0002_parallel_salam"),
        ("kernel", "0031_sealed_reasons"),
    ]

    operations = [
        sealed_from_text("contract", "decision_reason", table="assets_contract", blank=True),
        sealed_from_text("contract", "ahead_buyer", table="assets_contract", blank=True),
    ]
