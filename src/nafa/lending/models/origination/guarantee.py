"""What secures an application and the loan it becomes."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class Guarantee(models.Model):
    """A guarantor, a pledge, a mortgage, or savings that a ledger hold keeps from being spent.

    Released once: at the end of the loan, or when the application ends without a loan; realised
    when it was turned into money for the loan.
    """

    class Status(models.TextChoices):
        HELD = "HELD"
        RELEASED = "RELEASED"
        REALISED = "REALISED"

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="guarantees"
    )
    kind = models.TextField()
    guarantor = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, null=True, related_name="guarantees_given"
    )
    description = SealedTextField()
    value_minor = models.BigIntegerField()
    currency = models.TextField()
    valued_date = models.DateField()
    valued_by = SealedTextField(blank=True)
    hold_id = models.UUIDField(null=True)
    status = models.TextField(choices=Status, default=Status.HELD)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    released_at = models.DateTimeField(null=True)
    release_reason = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value_minor__gt=0), name="guarantee_has_value"),
            models.CheckConstraint(
                condition=~Q(kind="SAVINGS") | Q(hold_id__isnull=False),
                name="blocked_savings_are_held",
            ),
        ]
