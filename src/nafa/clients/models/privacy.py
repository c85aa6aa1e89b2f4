"""What a client agreed to, and when their data may only be kept."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class Consent(models.Model):
    """A client agreed to a use of their data, or took it back; the latest row of a purpose counts.

    What is told to the credit bureau has its own register (lending), shown beside this one.
    """

    class Kind(models.TextChoices):
        GIVEN = "GIVEN"
        WITHDRAWN = "WITHDRAWN"

    class Purpose(models.TextChoices):
        MARKETING = "MARKETING"
        MESSAGES = "MESSAGES"
        PARTNERS = "PARTNERS"
        PICTURE = "PICTURE"
        STATISTICS = "STATISTICS"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="consents")
    purpose = models.TextField(choices=Purpose)
    kind = models.TextField(choices=Kind)
    text_version = models.TextField()
    channel = models.TextField()
    said_date = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["client", "purpose", "-recorded_at"], name="consent_of_client")
        ]


class Restriction(models.Model):
    """From a date to another the file is only kept: nobody works on it, lists do not show it."""

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="restrictions"
    )
    reason = SealedTextField()
    since_date = models.DateField()
    until_date = models.DateField(null=True)
    recorded_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(until_date=None), name="restricted_once"
            )
        ]
