"""Indexes of rates and their dated values. A value is stated once and never changed."""

from django.db import models


class RateIndex(models.Model):
    """An index that rates of loans may follow, and who publishes it."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    source = models.TextField()


class IndexValue(models.Model):
    """What an index is from a day on, where that was read, and who stated it."""

    id = models.UUIDField(primary_key=True)
    index = models.ForeignKey(RateIndex, on_delete=models.PROTECT, related_name="values")
    effective_date = models.DateField()
    percent = models.DecimalField(max_digits=12, decimal_places=6)
    source = models.TextField()
    stated_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["index", "effective_date"], name="index_stated_once")
        ]


class RateChange(models.Model):
    """A rate that a running loan took from its index, and its effective rate from then on.

    `teg_percent` is of what was left to pay on that day; the one of the contract stays the loan's.
    `wanted_percent` is what the index gave; the loan bears less where the effective rate of the
    rest would have been above `ceiling_percent`, the usury ceiling of the day. The letter to the
    borrower is kept when it is written, with its digest.
    """

    fact = models.OneToOneField(
        "lending.LoanFact", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="rate_changes")
    index = models.ForeignKey(RateIndex, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_date = models.DateField()
    former_percent = models.DecimalField(max_digits=12, decimal_places=6)
    percent = models.DecimalField(max_digits=12, decimal_places=6)
    index_percent = models.DecimalField(max_digits=12, decimal_places=6)
    teg_percent = models.DecimalField(max_digits=9, decimal_places=4)
    wanted_percent = models.DecimalField(max_digits=12, decimal_places=6)
    ceiling_percent = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    letter = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    letter_digest = models.TextField(default="", blank=True)

    @property
    def is_held(self) -> bool:
        """Whether the usury ceiling kept the rate below what the index gave."""
        return self.percent < self.wanted_percent
