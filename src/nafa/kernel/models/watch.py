"""What the watch looks for, what it found, and what became of it."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class WatchPolicy(models.Model):
    """Thresholds of the watch; the latest row holds, former ones stay."""

    id = models.UUIDField(primary_key=True)
    rules = models.JSONField()
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)


class SecurityAlert(models.Model):
    """A case: what happened, who looks at it, how it ended. One open case a rule and subject."""

    class Conclusion(models.TextChoices):
        HARMLESS = "HARMLESS"
        ERROR = "ERROR"
        INCIDENT = "INCIDENT"

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    rule = models.TextField()
    severity = models.TextField()
    subject = models.TextField()  # a person's identifier, or an address
    user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="alerts"
    )
    address = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    assigned_to = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    conclusion = models.TextField(choices=Conclusion, default="", blank=True)
    explanation = SealedTextField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject"],
                name="one_open_alert",
                condition=models.Q(closed_at__isnull=True),
            )
        ]


class AlertFact(models.Model):
    """A row of a trail that an alert rests on."""

    pk = models.CompositePrimaryKey("alert_id", "source", "row_id")
    alert = models.ForeignKey(SecurityAlert, on_delete=models.PROTECT, related_name="facts")
    source = models.TextField()  # event: at the door; command; consultation
    row_id = models.TextField()
    at = models.DateTimeField()
    what = models.TextField()
