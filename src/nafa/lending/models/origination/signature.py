"""The contract as it was signed: which paper, when, before whom."""

from django.db import models


class ContractSignature(models.Model):
    """A signature of one paper, told by its digest: a contract drawn up again is signed again."""

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="signatures")
    contract_digest = models.TextField()
    witness = models.TextField(default="", blank=True)
    scan = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    signed_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "contract_digest"], name="paper_signed_once")
        ]
