"""Loans that are paid out in parts: until when, and what is not put out yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns, one with a constant default: nothing is rewritten."""

    dependencies = [("lending", "0044_signature")]

    operations = [
        migrations.AddField(
            model_name="loan", name="draw_until_date", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="loanprogress",
            name="undrawn_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(
                fields=["draw_until_date"],
                name="loan_drawn_until",
                condition=models.Q(draw_until_date__isnull=False),
            ),
        ),
    ]
