"""Money that is to leave by bank or mobile money, until somebody says that it left."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class Payout(models.Model):
    """An order to pay. Its amount is owed, in the account named here, until it is paid.

    Nobody guesses: an order waits until a person has seen the operator's answer.
    """

    class Channel(models.TextChoices):
        BANK = "BANK"
        MOBILE_MONEY = "MOBILE_MONEY"

    class Status(models.TextChoices):
        WAITING = "WAITING"
        PAID = "PAID"
        FAILED = "FAILED"
        CASHED = "CASHED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    channel = models.TextField(choices=Channel)
    destination = SealedTextField()
    holder = SealedTextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    purpose = models.TextField()
    status = models.TextField(choices=Status, default=Status.WAITING)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entry_id = models.UUIDField(null=True)
    reference = models.TextField(default="", blank=True)
    reason = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_has_amount"),
            models.CheckConstraint(
                condition=~Q(status="PAID") | ~Q(reference=""), name="paid_payout_has_reference"
            ),
        ]
        indexes = [
            models.Index(
                fields=["branch", "ordered_at"],
                name="payout_open",
                condition=Q(status__in=["WAITING", "FAILED"]),
            )
        ]
