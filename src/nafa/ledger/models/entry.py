"""The journal: entries, their lines, holds, closed periods, sealed days. Never updated.

These tables are made, guarded and written in SQL (migrations 0003 and 0004): the journal lies in
monthly partitions, and only the posting functions of the database write it.
"""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class Entry(models.Model):
    """One balanced journal entry. `number` is the order in which entries were booked."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    kind = models.TextField()
    value_date = models.DateField()
    booked_date = models.DateField()
    booked_at = models.DateTimeField()
    branch_id = models.UUIDField(null=True)
    command_id = models.UUIDField(null=True)
    group_id = models.UUIDField(null=True)
    reverses_id = models.UUIDField(null=True)
    reference = models.TextField()
    memo = models.TextField()
    line_count = models.IntegerField()

    class Meta:
        managed = False
        db_table = "ledger_entry"


class Line(models.Model):
    """One debit or one credit; dates and instant are those of its entry."""

    pk = models.CompositePrimaryKey("entry_id", "number")
    entry_id = models.UUIDField()
    number = models.IntegerField()
    account_id = models.UUIDField()
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    currency = models.TextField()
    value_date = models.DateField()
    booked_date = models.DateField()
    booked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_line"


class Hold(models.Model):
    """A pending entry: its amounts are set aside until it is posted, voided or expires."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    value_date = models.DateField()
    booked_date = models.DateField()
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    branch_id = models.UUIDField(null=True)
    command_id = models.UUIDField(null=True)
    reference = models.TextField()
    memo = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_hold"


class HoldLine(models.Model):
    """One debit or credit that a hold sets aside."""

    pk = models.CompositePrimaryKey("hold_id", "number")
    hold_id = models.UUIDField()
    number = models.IntegerField()
    account_id = models.UUIDField()
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    currency = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_holdline"


class HoldEnd(models.Model):
    """How a hold ended: posted, voided or expired; once."""

    hold_id = models.UUIDField(primary_key=True)
    outcome = models.TextField()
    ended_at = models.DateTimeField()
    command_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_holdend"


class Period(models.Model):
    """The books are closed up to and with `end_date`."""

    end_date = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)


class Wording(models.Model):
    """What a person typed for an entry, beside the journal: it may name people, so it is sealed.

    The journal holds what the program says; the words here are erased with who they name.
    """

    entry_id = models.UUIDField(primary_key=True)
    text = SealedTextField(blank=True)
    reference = SealedTextField(blank=True)
