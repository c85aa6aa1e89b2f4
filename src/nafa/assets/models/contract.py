"""Contracts about goods: terms, what falls due, what happened, what the day close will book."""

from django.db import models
from django.db.models import Q

from nafa.assets.calc.kinds import ContractKind, EndKind, FactKind, PaperKind
from nafa.kernel.secrets.fields import SealedTextField


class Contract(models.Model):
    """A contract with the terms it was made under. Its balances lie in the ledger."""

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED"
        APPROVED = "APPROVED"
        SIGNED = "SIGNED"
        ACTIVE = "ACTIVE"
        CLOSED = "CLOSED"
        REFUSED = "REFUSED"
        CANCELLED = "CANCELLED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ContractKind])
    product = models.ForeignKey("assets.Product", on_delete=models.PROTECT, db_index=False)
    pool = models.ForeignKey("assets.Pool", on_delete=models.PROTECT, db_index=False)
    board_approval = models.TextField(default="", blank=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, db_index=False)
    officer = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    status = models.TextField(choices=Status)
    currency = models.TextField()
    terms = models.JSONField()
    sector = models.TextField()
    purpose = SealedTextField()
    term_class = models.TextField(default="", blank=True)
    laid_out_minor = models.BigIntegerField()
    promised_date = models.DateField()
    decided_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    decided_date = models.DateField(null=True)
    decision_reason = SealedTextField(blank=True)
    signed_date = models.DateField(null=True)
    started_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    end_kind = models.TextField(
        choices=[(kind.value, kind.value) for kind in EndKind], default="", blank=True
    )
    contract_file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    contract_digest = models.TextField(default="", blank=True)
    held_role = models.TextField(default="", blank=True)
    provision_band = models.IntegerField(default=0)
    class_code = models.TextField(default="", blank=True)
    oldest_due_date = models.DateField(null=True)
    days_late = models.IntegerField(default=0)
    overdue_minor = models.BigIntegerField(default=0)
    delivered_quantity = models.IntegerField(default=0)
    sold_quantity = models.IntegerField(default=0)
    ahead_quantity = models.IntegerField(default=0)
    ahead_buyer = SealedTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "branch", "id"], name="contract_by_status"),
            models.Index(fields=["-days_late"], name="contract_late", condition=Q(days_late__gt=0)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sold_quantity__gte=0)
                & Q(sold_quantity__lte=models.F("delivered_quantity")),
                name="sold_after_delivery",
            ),
        ]


class Due(models.Model):
    """An instalment. `cumulative_minor` lets lateness be one statement for all contracts."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="dues", db_index=False
    )
    number = models.IntegerField()
    due_date = models.DateField()
    rent_minor = models.BigIntegerField()
    price_minor = models.BigIntegerField()
    profit_minor = models.BigIntegerField()
    cumulative_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="due_once")]


class Accrual(models.Model):
    """What the close of a day will book on its day: released mark-up, rent, depreciation.

    A plan, not a fact: while it is not posted it is made anew when the contract changes.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="accruals", db_index=False
    )
    kind = models.TextField()
    number = models.IntegerField()
    due_date = models.DateField()
    amount_minor = models.BigIntegerField()
    account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    posted_date = models.DateField(null=True)
    fact_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "kind", "number"], name="accrual_once")
        ]
        indexes = [
            models.Index(fields=["due_date"], name="accrual_waits", condition=Q(posted_date=None))
        ]


class Fact(models.Model):
    """What happened in money. Never changed, only reversed by another."""

    id = models.UUIDField(primary_key=True)
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="facts", db_index=False
    )
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in FactKind])
    order = models.IntegerField()
    value_date = models.DateField()
    recorded_date = models.DateField()
    amount_minor = models.BigIntegerField()
    rent_minor = models.BigIntegerField(default=0)
    price_minor = models.BigIntegerField(default=0)
    donation_minor = models.BigIntegerField(default=0)
    quantity = models.IntegerField(default=0)
    target = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    entry_id = models.UUIDField(null=True)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)
    cash_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receipt_number = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "order"], name="asset_fact_order_once")
        ]
        indexes = [
            models.Index(fields=["recorded_date", "kind"], name="asset_fact_by_day"),
            models.Index(fields=["receipt_number"], name="asset_fact_by_receipt"),
        ]


class Paper(models.Model):
    """A document of the contract: promise, mandate, invoice, delivery note, policy."""

    id = models.UUIDField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="papers")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in PaperKind])
    file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT)
    recorded_date = models.DateField()
    recorded_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )


class Rebate(models.Model):
    """A rebate (ibra) asked for by one person and granted or refused by another."""

    class Status(models.TextChoices):
        ASKED = "ASKED"
        GRANTED = "GRANTED"
        REFUSED = "REFUSED"

    id = models.UUIDField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rebates")
    amount_minor = models.BigIntegerField()
    reason = SealedTextField(blank=True)
    status = models.TextField(choices=Status)
    asked_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    asked_date = models.DateField()
    decided_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    decided_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(status="ASKED"), name="rebate_asked_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="rebate_above_nothing"),
        ]
