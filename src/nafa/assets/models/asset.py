"""The register of things that the institution bought to sell or to lease."""

from django.db import models

from nafa.assets.calc.kinds import AssetKind, AssetStatus
from nafa.kernel.secrets import SealedTextField


class Asset(models.Model):
    """A thing from its order to its end. What it is worth in the books lies in the ledger."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    contract = models.ForeignKey(
        "assets.Contract", on_delete=models.PROTECT, related_name="assets", db_index=True
    )
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in AssetKind])
    status = models.TextField(choices=[(one.value, one.value) for one in AssetStatus])
    description = SealedTextField()
    serial_number = SealedTextField(blank=True)
    plate_number = SealedTextField(blank=True)
    supplier = models.TextField()
    currency = models.TextField()
    price_minor = models.BigIntegerField(default=0)
    ancillary_minor = models.BigIntegerField(default=0)
    supplier_paid_minor = models.BigIntegerField(default=0)
    place = models.TextField(default="", blank=True)
    insurer = models.TextField(default="", blank=True)
    policy_number = models.TextField(default="", blank=True)
    insured_until_date = models.DateField(null=True)
    useful_life_months = models.IntegerField(default=0)
    ordered_date = models.DateField()
    purchased_date = models.DateField(null=True)
    possessed_date = models.DateField(null=True)
    available_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "branch"], name="asset_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_minor__gte=0) & models.Q(ancillary_minor__gte=0),
                name="asset_cost_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(supplier_paid_minor__gte=0), name="supplier_paid_not_negative"
            ),
        ]
