"""What a teller did on an account: for the receipt and for taking it back."""

from django.db import models


class Operation(models.Model):
    """A deposit or withdrawal at a till, or the taking back of one. Never changed."""

    class Kind(models.TextChoices):
        DEPOSIT = "DEPOSIT"
        WITHDRAWAL = "WITHDRAWAL"
        REVERSAL = "REVERSAL"

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(
        "savings.SavingsAccount", on_delete=models.PROTECT, related_name="operations"
    )
    kind = models.TextField(choices=Kind)
    amount_minor = models.BigIntegerField()
    value_date = models.DateField()
    entry_id = models.UUIDField(unique=True)
    target = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    receipt_number = models.TextField(unique=True)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="savings_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="REVERSAL", target__isnull=False)
                | (~models.Q(kind="REVERSAL") & models.Q(target=None)),
                name="savings_reversal_has_target",
            ),
        ]
