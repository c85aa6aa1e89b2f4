"""What is recovered: a loan, or a contract about goods."""

from django.db import models
from django.db.models import F, Q


class Claim(models.Model):
    """A late file that was worked on, under the id it has where it was made."""

    id = models.UUIDField(primary_key=True)
    loan = models.OneToOneField("lending.Loan", on_delete=models.PROTECT, null=True)
    contract = models.OneToOneField("assets.Contract", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(loan__isnull=False, loan=F("id"), contract=None)
                | Q(contract__isnull=False, contract=F("id"), loan=None),
                name="claim_is_one_file",
            )
        ]
