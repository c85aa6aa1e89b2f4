"""The rates that loans took from their index, with the effective rate from then on."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0060_one_delegation")]

    operations = [
        migrations.CreateModel(
            name="RateChange",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="lending.loanfact",
                    ),
                ),
                ("from_date", models.DateField()),
                ("former_percent", models.DecimalField(decimal_places=6, max_digits=12)),
                ("percent", models.DecimalField(decimal_places=6, max_digits=12)),
                ("index_percent", models.DecimalField(decimal_places=6, max_digits=12)),
                ("teg_percent", models.DecimalField(decimal_places=4, max_digits=9)),
                (
                    "index",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="lending.rateindex",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rate_changes",
                        to="lending.loan",
                    ),
                ),
            ],
        ),
    ]
