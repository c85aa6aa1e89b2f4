"""Loan products: a name, and versions of its rules. A contract keeps the version it was made of."""

from django.db import models


class Product(models.Model):
    """A loan product the institution offers."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]


class ProductVersion(models.Model):
    """The rules of a product from a day on. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    rules = models.JSONField()
    effective_from = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="product_version_once")
        ]
