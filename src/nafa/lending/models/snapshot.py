"""The portfolio at the close of each day, by branch, officer and product: what dashboards read."""

from django.db import models


class PortfolioSnapshot(models.Model):
    """Sums at the close of a day. Kept as they were; never recomputed from later data."""

    as_of_date = models.DateField()
    batch = models.IntegerField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, db_index=False)
    officer = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, db_index=False)
    product = models.ForeignKey("lending.Product", on_delete=models.PROTECT, db_index=False)
    currency = models.TextField()
    loan_count = models.IntegerField()
    outstanding_minor = models.BigIntegerField()
    par1_minor = models.BigIntegerField()
    par30_minor = models.BigIntegerField()
    par90_minor = models.BigIntegerField()
    late_count = models.IntegerField()
    overdue_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["as_of_date", "batch", "branch", "officer", "product", "currency"],
                name="snapshot_once",
                nulls_distinct=False,
            )
        ]
