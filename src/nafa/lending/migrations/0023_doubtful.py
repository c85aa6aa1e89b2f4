"""Interest that is suspended and borrowers who are late elsewhere; room for the close's updates."""

from django.db import migrations, models

# The close rewrites each running loan's row every day: half a page is left for the new rows, so
# that no index has to be touched.
_ROOM = "ALTER TABLE lending_loanprogress SET (fillfactor = 45)"
_NO_ROOM = "ALTER TABLE lending_loanprogress RESET (fillfactor)"


class Migration(migrations.Migration):
    """Two columns with constant defaults: nothing is rewritten."""

    dependencies = [("lending", "0022_filing")]

    operations = [
        migrations.AddField(
            model_name="loanprogress",
            name="contagion_due_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="loanprogress",
            name="is_suspended",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(_ROOM, _NO_ROOM),
    ]
