"""A savings account, the people who may use it, the cards they were given."""

from django.db import models
from django.db.models import Q


class SavingsAccount(models.Model):
    """A client's account. Its balance is the balance of its ledger account."""

    class Kind(models.TextChoices):
        SIGHT = "SIGHT"
        PASSBOOK = "PASSBOOK"
        BOOK = "BOOK"

    class Status(models.TextChoices):
        OPEN = "OPEN"
        CLOSED = "CLOSED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    former_number = models.TextField(default="", blank=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    kind = models.TextField(choices=Kind)
    currency = models.TextField()
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT)
    status = models.TextField(choices=Status, default=Status.OPEN)
    opened_date = models.DateField()
    closed_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", closed_date=None)
                | Q(status="CLOSED", closed_date__isnull=False),
                name="savings_closed_has_date",
            )
        ]
        indexes = [
            models.Index(fields=["client"], name="savings_by_client"),
            models.Index(fields=["branch", "number"], name="savings_by_branch"),
            models.Index(
                fields=["former_number"],
                name="savings_by_former_number",
                condition=~Q(former_number=""),
            ),
        ]


class Holder(models.Model):
    """A person's right on an account: the owner, or a proxy (mandataire)."""

    class Role(models.TextChoices):
        OWNER = "OWNER"
        PROXY = "PROXY"

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(SavingsAccount, on_delete=models.PROTECT, related_name="holders")
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    role = models.TextField(choices=Role)
    since_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "client"], name="holder_once"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(role="OWNER"), name="account_has_one_owner"
            ),
        ]


class Card(models.Model):
    """A card that a holder was given: kept as a fact; Nafa runs no cards."""

    id = models.UUIDField(primary_key=True)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="cards")
    kind = models.TextField()
    issued_date = models.DateField()
