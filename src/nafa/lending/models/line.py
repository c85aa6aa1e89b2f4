"""Credit lines: the ceiling, what happened to it, what its readiness costs."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class CreditLine(models.Model):
    """A ceiling under which loans are drawn. What is used follows from its loans.

    `undrawn_numerator` counts what could be drawn, in minor units times days, since the last fee.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN"
        SUSPENDED = "SUSPENDED"
        CLOSED = "CLOSED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    application = models.OneToOneField(
        "lending.Application", on_delete=models.PROTECT, related_name="line"
    )
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    officer = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("lending.ProductVersion", on_delete=models.PROTECT)
    ceiling_minor = models.BigIntegerField()
    currency = models.TextField()
    most_instalments = models.IntegerField()
    start_date = models.DateField()
    end_date = models.DateField()
    status = models.TextField(choices=Status)
    opened_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    commitment_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undrawn_numerator = models.DecimalField(max_digits=40, decimal_places=0, default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["branch", "number"], name="line_running", condition=~Q(status="CLOSED")
            )
        ]


class LineEvent(models.Model):
    """What was done with a line: opened, suspended, resumed, renewed, closed, and why."""

    class Kind(models.TextChoices):
        OPENED = "OPENED"
        SUSPENDED = "SUSPENDED"
        RESUMED = "RESUMED"
        RENEWED = "RENEWED"
        CLOSED = "CLOSED"

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(CreditLine, on_delete=models.PROTECT, related_name="events")
    kind = models.TextField(choices=Kind)
    event_date = models.DateField()
    reason = SealedTextField(blank=True)
    until_date = models.DateField()
    made_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()


class LineFee(models.Model):
    """A fee of a line: for its opening or renewal, or for what could be drawn. Income when paid."""

    class Kind(models.TextChoices):
        ENGAGEMENT = "ENGAGEMENT"
        UNDRAWN = "UNDRAWN"

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(CreditLine, on_delete=models.PROTECT, related_name="fees")
    kind = models.TextField(choices=Kind)
    due_date = models.DateField()
    amount_minor = models.BigIntegerField()
    paid_date = models.DateField(null=True)
    entry_id = models.UUIDField(null=True)
