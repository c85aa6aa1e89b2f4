"""Calendars of crops by zone, and the field that an application is for."""

from django.db import models
from django.db.models import Q


class CropCalendar(models.Model):
    """The season of a crop in a zone, and what a hectare costs, from a day on. Never changed."""

    id = models.UUIDField(primary_key=True)
    crop = models.TextField()
    zone = models.TextField()
    inputs_month = models.IntegerField()
    sowing_month = models.IntegerField()
    harvest_month = models.IntegerField()
    sale_month = models.IntegerField()
    costs = models.JSONField()
    currency = models.TextField()
    cost_minor = models.BigIntegerField()
    financed_percent = models.DecimalField(max_digits=5, decimal_places=2)
    effective_from = models.DateField()
    source = models.TextField()
    is_confirmed = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["crop", "zone", "-effective_from"], name="crop_in_zone")]


class FarmPlan(models.Model):
    """The field of an application: crop, zone, season, hectares; the due date and the cap."""

    application = models.OneToOneField(
        "lending.Application",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="farm_plan",
    )
    calendar = models.ForeignKey(CropCalendar, on_delete=models.PROTECT)
    season_year = models.IntegerField()
    hectares = models.DecimalField(max_digits=9, decimal_places=2)
    due_date = models.DateField()
    cap_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hectares__gt=0), name="field_has_area")]
