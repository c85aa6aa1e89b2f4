"""Loan applications and the decisions on them."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class Application(models.Model):
    """A request for a loan, with the terms it would have.

    The amount and the count are those in force: what was asked for, then what was approved. A
    round goes from a submission to its decision; an application sent back begins another.
    """

    class Status(models.TextChoices):
        SUBMITTED = "SUBMITTED"
        RETURNED = "RETURNED"
        APPROVED = "APPROVED"
        REFUSED = "REFUSED"
        WITHDRAWN = "WITHDRAWN"
        CONTRACTED = "CONTRACTED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    officer = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="applications_followed"
    )
    version = models.ForeignKey("lending.ProductVersion", on_delete=models.PROTECT)
    purpose = SealedTextField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    instalment_count = models.IntegerField()
    terms = models.JSONField()
    teg_percent = models.DecimalField(max_digits=9, decimal_places=4)
    asked_amount_minor = models.BigIntegerField()
    asked_instalment_count = models.IntegerField()
    risk_class = models.TextField(default="", blank=True)
    round = models.IntegerField(default=1)
    status = models.TextField(choices=Status)
    submitted_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="applications_submitted", null=True
    )
    submitted_at = models.DateTimeField()
    submitted_date = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["status", "branch", "submitted_at"], name="application_waiting"),
            models.Index(fields=["client"], name="application_by_client"),
        ]


class Decision(models.Model):
    """One person's decision on an application, with the reason."""

    class Outcome(models.TextChoices):
        APPROVED = "APPROVED"
        RETURNED = "RETURNED"
        REFUSED = "REFUSED"

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.TextField(choices=Outcome)
    decided_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="decisions_given"
    )
    decided_at = models.DateTimeField()
    reason = SealedTextField(blank=True)
    conditions = SealedTextField(blank=True)
    amount_minor = models.BigIntegerField()
    instalment_count = models.IntegerField()
    round = models.IntegerField(default=1)
    level = models.TextField(default="", blank=True)
    for_user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="decisions_delegated"
    )
    is_of_committee = models.BooleanField(default=False)
