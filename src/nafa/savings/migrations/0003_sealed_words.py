"""Whom a standing order pays, and what for, is sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("savings", "0002_entry_by_id"),
        ("kernel", "0031_sealed_reasons"),
    ]

    operations = [
        sealed_from_text("standingorder", "payee_bank", table="savings_standingorder", blank=True),
        sealed_from_text("standingorder", "payee_account", table="savings_standingorder"),
        sealed_from_text("standingorder", "purpose", table="savings_standingorder", blank=True),
    ]
