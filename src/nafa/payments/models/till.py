"""A till (caisse) or a vault (coffre), and the sessions in which a teller holds it."""

from django.db import models


class Till(models.Model):
    """A place where cash lies. Its balance is the balance of its ledger account."""

    class Kind(models.TextChoices):
        TILL = "TILL"
        VAULT = "VAULT"

    id = models.UUIDField(primary_key=True)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    kind = models.TextField(choices=Kind)
    name = models.TextField()
    currency = models.TextField()
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT)
    ceiling_minor = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["branch", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "name"], name="till_name_once_a_branch")
        ]


class TillSession(models.Model):
    """A teller holds a till from opening to counting. One open session a till and a teller."""

    id = models.UUIDField(primary_key=True)
    till = models.ForeignKey(Till, on_delete=models.PROTECT)
    teller = models.ForeignKey("kernel.User", on_delete=models.PROTECT)
    business_date = models.DateField()
    opened_at = models.DateTimeField()
    opening_minor = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    counted_minor = models.BigIntegerField(null=True)
    difference_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["till"], condition=models.Q(closed_at=None), name="till_has_one_holder"
            ),
            models.UniqueConstraint(
                fields=["teller"], condition=models.Q(closed_at=None), name="teller_holds_one_till"
            ),
        ]
