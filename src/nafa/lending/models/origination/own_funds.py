"""The institution's own funds as somebody stated them: what limits of risk are measured against."""

from django.db import models


class OwnFundsStatement(models.Model):
    """Own funds on a date, from the statement that is named. The latest date counts."""

    id = models.UUIDField(primary_key=True)
    as_of_date = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    source = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["-as_of_date", "-recorded_at"], name="own_funds_by_date")]
