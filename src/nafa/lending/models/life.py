"""The life of a loan beside its money: plans replaced, changes asked for, deaths, calls, moves."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class LoanPlan(models.Model):
    """A plan that was replaced: its rows as they stood; number 0 is the one that was signed."""

    pk = models.CompositePrimaryKey("loan_id", "version")
    loan = models.ForeignKey(
        "lending.Loan", on_delete=models.PROTECT, related_name="plans", db_index=False
    )
    version = models.IntegerField()
    rows = models.JSONField()
    replaced_date = models.DateField()
    fact = models.ForeignKey(
        "lending.LoanFact", on_delete=models.PROTECT, related_name="+", db_index=False
    )


class LoanRequest(models.Model):
    """A change of a loan that one person asked for and another decides."""

    class Status(models.TextChoices):
        WAITING = "WAITING"
        ACCEPTED = "ACCEPTED"
        REFUSED = "REFUSED"
        WITHDRAWN = "WITHDRAWN"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="requests")
    kind = models.TextField()
    asked = models.JSONField()
    reason = SealedTextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    status = models.TextField(choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="loan_changes_asked"
    )
    asked_at = models.DateTimeField()
    asked_date = models.DateField()
    decided_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="loan_changes_decided"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = SealedTextField(blank=True)
    fact = models.OneToOneField(
        "lending.LoanFact", on_delete=models.PROTECT, null=True, related_name="request"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "kind"], condition=Q(status="WAITING"), name="one_request_waits"
            )
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(status="WAITING"), name="loan_request_waiting"
            )
        ]


class LoanTransfer(models.Model):
    """A loan given to another officer or another branch, with the entries that moved it."""

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="transfers")
    from_officer = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_officer = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_branch = models.ForeignKey(
        "kernel.Branch", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_branch = models.ForeignKey(
        "kernel.Branch", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    moved_date = models.DateField()
    reason = SealedTextField()
    outgoing_entry_id = models.UUIDField(null=True)
    incoming_entry_id = models.UUIDField(null=True)


class Refinancing(models.Model):
    """A loan that was repaid out of a new one."""

    former = models.OneToOneField(
        "lending.Loan", on_delete=models.PROTECT, primary_key=True, related_name="refinanced_by"
    )
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="refinances")
    settled_minor = models.BigIntegerField()
    fact = models.ForeignKey(
        "lending.LoanFact", on_delete=models.PROTECT, related_name="+", db_index=False
    )


class DeathReport(models.Model):
    """The borrower has died: the day, the paper, and what the insurer answers."""

    class Claim(models.TextChoices):
        NONE = "NONE"
        FILED = "FILED"
        PAID = "PAID"
        REJECTED = "REJECTED"

    loan = models.OneToOneField(
        "lending.Loan", on_delete=models.PROTECT, primary_key=True, related_name="death"
    )
    death_date = models.DateField()
    paper = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    reported_date = models.DateField()
    insurer = models.TextField(default="", blank=True)
    claim = models.TextField(choices=Claim, default=Claim.NONE)
    claimed_minor = models.BigIntegerField(default=0)
    answered_date = models.DateField(null=True)
    answer = SealedTextField(blank=True, row=["loan_id"])
    fact = models.ForeignKey(
        "lending.LoanFact", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )


class GuarantorCall(models.Model):
    """What a guarantor was asked to pay, by letter."""

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="calls")
    guarantee = models.ForeignKey(
        "lending.Guarantee", on_delete=models.PROTECT, related_name="calls"
    )
    asked_minor = models.BigIntegerField()
    answer_by_date = models.DateField()
    called_date = models.DateField()
    letter = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
