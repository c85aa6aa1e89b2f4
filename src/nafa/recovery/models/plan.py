"""The plan in its versions, and who follows a late file when it is not its officer."""

from django.db import models


class PlanVersion(models.Model):
    """The institution's plan of recovery from a date on."""

    number = models.IntegerField(primary_key=True)
    since_date = models.DateField()
    plan = models.JSONField()
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)


class Collector(models.Model):
    """The person to whom a late file was handed over."""

    claim = models.OneToOneField("recovery.Claim", on_delete=models.PROTECT, primary_key=True)
    collector = models.ForeignKey("kernel.User", on_delete=models.PROTECT)
    since_date = models.DateField()
