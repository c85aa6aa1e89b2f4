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
    opened_at = models.DateTimeField()

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
    """The sums of an account's posted lines, moved in the transaction that posts them."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True)
    debit_minor = models.BigIntegerField()
    credit_minor = models.BigIntegerField()
