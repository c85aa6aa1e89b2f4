"""What a product wants in the file of an application, and what the file holds."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedJSONField, SealedTextField


class FileDemandVersion(models.Model):
    """The questions and documents a product asks for. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(
        "lending.Product", on_delete=models.PROTECT, related_name="file_demands"
    )
    number = models.IntegerField()
    rules = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="file_demand_once")
        ]


class AnswerSheet(models.Model):
    """The answers to the product's questions; the latest sheet counts."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="answers"
    )
    answers = SealedJSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)


class ApplicationPaper(models.Model):
    """A document of the file, sealed in the data folder."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="papers"
    )
    code = models.TextField()
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)


class FieldVisit(models.Model):
    """A visit to the borrower's place: what was seen, where (WGS 84), with a photo."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="visits"
    )
    visited_date = models.DateField()
    note = SealedTextField()
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    photo = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="visit_on_earth",
            )
        ]
