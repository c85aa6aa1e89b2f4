"""Own funds that were stated, which limits of risk are measured against."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATE_OWN_FUNDS = """
UPDATE kernel_role SET permissions = permissions || ARRAY['lending.state_own_funds']
WHERE code IN ('chief_accountant', 'general_manager')
    AND NOT 'lending.state_own_funds' = ANY (permissions)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("lending", "0023_doubtful"),
        ("kernel", "0002_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(STATE_OWN_FUNDS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="OwnFundsStatement",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("as_of_date", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                ("source", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-as_of_date", "-recorded_at"], name="own_funds_by_date")
                ],
            },
        ),
    ]
