"""The chart of accounts, the accounts opened under it, their present balances."""

from django.db import models


class ChartAccount(models.Model):
    """An account of the regulator's chart; entries go to accounts opened under its leaves."""

    code = models.TextField(primary_key=True)
    label_fr = models.TextField()
    label_en = models.TextField(default="", blank=True)
    parent_code = models.TextField(default="", blank=True)
    is_leaf = models.BooleanField()
    normal_side = models.TextField()
    is_confirmed = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]


class Account(models.Model):
    """Chart account × currency × branch × owner. The owner is a loan, a till, a saver …"""

    id = models.UUIDField(primary_key=True)
    chart = models.ForeignKey(ChartAccount, on_delete=models.PROTECT, db_column="chart_code")
    currency = models.TextField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    owner_kind = models.TextField(default="", blank=True)
    owner_id = models.UUIDField(null=True)
    name = models.TextField(default="", blank=True)
    minimum_minor = models.BigIntegerField(null=True)
    maximum_minor = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "chart", "currency", "branch", "owner_kind"],
                name="account_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["id", "currency"], name="account_has_one_currency"),
        ]
        indexes = [models.Index(fields=["chart", "branch"], name="account_by_chart")]


class Balance(models.Model):
    """The sums of an account's posted and pending lines, with its limits on debits minus credits.

    Made with the account and moved only by the posting functions (migrations 0003 and 0004).
    """

    account_id = models.UUIDField(primary_key=True)
    currency = models.TextField()
    is_closed = models.BooleanField()
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
    pending_debit_minor = models.BigIntegerField()
    pending_credit_minor = models.BigIntegerField()
    net_at_least = models.BigIntegerField(null=True)
    net_at_most = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_balance"
