"""The credit bureau: what clients agreed to, what was asked and answered, the monthly files."""

from django.db import models
from django.db.models import F, Q

from nafa.kernel.secrets import SealedTextField


class BureauConsent(models.Model):
    """The client agreed, was informed, or took the agreement back; the latest row counts."""

    class Kind(models.TextChoices):
        GIVEN = "GIVEN"
        INFORMED = "INFORMED"
        WITHDRAWN = "WITHDRAWN"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="bureau_consents"
    )
    kind = models.TextField(choices=Kind)
    given_date = models.DateField()
    paper = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["client", "-recorded_at"], name="consent_by_client")]


class BureauConsultation(models.Model):
    """A question to the bureau. It is written down before it is asked, so that none is lost.

    The report is sealed. A bureau that does not answer leaves UNREACHABLE; asking anew is another
    row.
    """

    class Status(models.TextChoices):
        ASKED = "ASKED"
        FOUND = "FOUND"
        UNKNOWN = "UNKNOWN"
        REFUSED = "REFUSED"
        UNREACHABLE = "UNREACHABLE"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="bureau_consultations"
    )
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="bureau_consultations"
    )
    consent = models.ForeignKey(BureauConsent, on_delete=models.PROTECT, null=True)
    bureau = models.TextField()
    status = models.TextField(choices=Status, default=Status.ASKED)
    asked_date = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    answered_at = models.DateTimeField(null=True)
    report = SealedTextField(null=True)
    refusal = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="FOUND") | Q(report__isnull=False),
                name="bureau_answer_has_report",
            )
        ]
        indexes = [models.Index(fields=["client", "-asked_at"], name="bureau_by_client")]


class BureauFile(models.Model):
    """The file of a month, kept as it was made: sending it again sends the same bytes."""

    class Status(models.TextChoices):
        MADE = "MADE"
        SENT = "SENT"
        REFUSED = "REFUSED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    month = models.DateField(unique=True)
    as_of_date = models.DateField()
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT)
    digest = models.TextField()
    loan_count = models.IntegerField()
    party_count = models.IntegerField()
    left_out_count = models.IntegerField()
    outstanding_minor = models.BigIntegerField()
    currency = models.TextField()
    status = models.TextField(choices=Status, default=Status.MADE)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    sent_at = models.DateTimeField(null=True)
    receipt = models.TextField(default="", blank=True)
    refusal = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(as_of_date__gte=F("month")), name="file_month_over")
        ]
