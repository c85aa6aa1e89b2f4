"""The contract as it was signed: which paper, when, before whom or with which code."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class ContractCode(models.Model):
    """A code that was sent to the borrower's telephone, for one contract and its amount.

    The code itself is not kept: `token` is a keyed hash of the code, the digest and the amount.
    """

    class Status(models.TextChoices):
        MADE = "MADE"
        SENT = "SENT"
        FAILED = "FAILED"
        USED = "USED"

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="codes")
    contract_digest = models.TextField()
    amount_minor = models.BigIntegerField()
    token = models.BigIntegerField()
    phone_masked = models.TextField()
    channel = models.TextField()
    status = models.TextField(choices=Status, default=Status.MADE)
    tries = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField()
    message_number = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tries__gte=0, tries__lte=3), name="code_three_tries")
        ]
        indexes = [models.Index(fields=["loan", "-made_at"], name="code_by_loan")]


class ContractSignature(models.Model):
    """A signature of one paper, told by its digest: a contract drawn up again is signed again.

    On paper, or with a code that was sent to the borrower.
    """

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="signatures")
    contract_digest = models.TextField()
    witness = SealedTextField(blank=True)
    scan = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    code = models.OneToOneField(
        ContractCode, on_delete=models.PROTECT, null=True, related_name="signature"
    )
    signed_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "contract_digest"], name="paper_signed_once")
        ]
