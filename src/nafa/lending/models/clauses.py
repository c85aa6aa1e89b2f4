"""What the institution adds to the contracts of a product, by language."""

from django.db import models


class ContractClauses(models.Model):
    """The clauses of a product in a language. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True)
    product = models.ForeignKey("lending.Product", on_delete=models.PROTECT, related_name="clauses")
    language = models.TextField()
    number = models.IntegerField()
    blocks = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "language", "number"], name="clauses_version_once"
            )
        ]
