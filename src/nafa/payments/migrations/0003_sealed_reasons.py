"""What people type as a reason, a finding or a note is sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("payments", "0002_payouts"),
        ("kernel", "0031_sealed_reasons"),
    ]

    operations = [
        sealed_from_text("payout", "reason", table="payments_payout", blank=True),
    ]
