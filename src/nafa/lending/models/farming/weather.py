"""Events of the weather, and the loans whose due dates they moved."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class WeatherEvent(models.Model):
    """What happened to a crop in a zone: declared by one person, applied by another, once."""

    class Kind(models.TextChoices):
        DROUGHT = "DROUGHT"
        FLOOD = "FLOOD"
        PESTS = "PESTS"
        OTHER = "OTHER"

    class Status(models.TextChoices):
        DECLARED = "DECLARED"
        APPLIED = "APPLIED"
        WITHDRAWN = "WITHDRAWN"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    kind = models.TextField(choices=Kind)
    crop = models.TextField()
    zone = models.TextField()
    season_year = models.IntegerField()
    until_date = models.DateField()
    bears_interest = models.BooleanField()
    reason = SealedTextField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    status = models.TextField(choices=Status, default=Status.DECLARED)
    declared_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="weather_declared"
    )
    declared_at = models.DateTimeField()
    declared_date = models.DateField()
    decided_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="weather_decided"
    )
    decided_at = models.DateTimeField(null=True)


class WeatherDeferral(models.Model):
    """A loan that an event put off."""

    event = models.ForeignKey(WeatherEvent, on_delete=models.PROTECT, related_name="deferrals")
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT)
    fact = models.ForeignKey("lending.LoanFact", on_delete=models.PROTECT)
    former_date = models.DateField()
    new_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "loan"], name="deferred_once_an_event")
        ]
