"""Standing orders: payments an account holder wants made again and again."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class StandingOrder(models.Model):
    """An order as agreed with the client. Nafa keeps it; a person carries it out."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE"
        ENDED = "ENDED"

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(
        "savings.SavingsAccount", on_delete=models.PROTECT, related_name="standing_orders"
    )
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    payee_bank = SealedTextField(blank=True)
    payee_account = SealedTextField()
    purpose = SealedTextField(blank=True)
    status = models.TextField(choices=Status, default=Status.ACTIVE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="order_amount_positive")
        ]
