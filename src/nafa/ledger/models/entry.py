"""The journal: entries, their lines, closed periods. Never updated, never deleted."""

from django.db import models
from django.db.models import F, Q


class Entry(models.Model):
    """One balanced journal entry. `number` is the order in which entries were booked."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    kind = models.TextField()
    value_date = models.DateField()
    booked_date = models.DateField()
    booked_at = models.DateTimeField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True, db_index=False)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)
    reference = models.TextField(default="", blank=True)
    memo = models.TextField(default="", blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    line_count = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value_date__lte=F("booked_date")), name="entry_not_ahead"
            )
        ]
        indexes = [
            models.Index(fields=["value_date", "number"], name="entry_by_value_date"),
            models.Index(fields=["booked_date"], name="entry_by_booked_date"),
        ]


class Line(models.Model):
    """One debit or one credit."""

    pk = models.CompositePrimaryKey("entry_id", "number")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, db_index=False)
    number = models.IntegerField()
    account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    currency = models.TextField()
    value_date = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(debit_minor__gte=0, credit_minor__gte=0)
                & (Q(debit_minor=0) ^ Q(credit_minor=0)),
                name="line_has_one_side",
            )
        ]
        indexes = [models.Index(fields=["account", "value_date"], name="line_by_account")]


class Period(models.Model):
    """The books are closed up to and with `end_date`."""

    end_date = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)
