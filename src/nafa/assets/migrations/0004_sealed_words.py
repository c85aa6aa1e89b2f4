"""Purposes of contracts, and what tells a thing from others, are sealed."""

from django.db import migrations

from nafa.kernel.secrets.carrying import sealed_from_text


class Migration(migrations.Migration):
    atomic = False  # batches commit; killed, it goes on

    dependencies = [
        ("assets", "0003_sealed_reasons"),
    ]

    operations = [
        sealed_from_text("contract", "purpose", table="assets_contract"),
        sealed_from_text("asset", "description", table="assets_asset"),
        sealed_from_text("asset", "serial_number", table="assets_asset", blank=True),
        sealed_from_text("asset", "plate_number", table="assets_asset", blank=True),
    ]
