"""Suppliers of inputs, vouchers with their delivery, what suppliers were paid."""

from django.db import models
from django.db.models import Q


class Supplier(models.Model):
    """Who delivers inputs. What is owed is the balance of the account."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    name = models.TextField()
    phone = models.TextField(default="", blank=True)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    account = models.OneToOneField("ledger.Account", on_delete=models.PROTECT)
    currency = models.TextField()
    is_active = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()


class InputVoucher(models.Model):
    """What a supplier delivers to a borrower on account of a loan; the debt begins at delivery."""

    class Status(models.TextChoices):
        ISSUED = "ISSUED"
        DELIVERED = "DELIVERED"
        CANCELLED = "CANCELLED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="vouchers"
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="vouchers")
    status = models.TextField(choices=Status, default=Status.ISSUED)
    lines = models.JSONField()
    currency = models.TextField()
    amount_minor = models.BigIntegerField()
    issued_date = models.DateField()
    issued_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    delivered_date = models.DateField(null=True)
    delivery_note = models.TextField(default="", blank=True)
    fact = models.ForeignKey("lending.LoanFact", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="voucher_has_amount"),
            models.CheckConstraint(
                condition=~Q(status="DELIVERED") | (Q(fact__isnull=False) & ~Q(delivery_note="")),
                name="delivered_with_a_note",
            ),
        ]


class SupplierPayment(models.Model):
    """Money paid to a supplier."""

    class Source(models.TextChoices):
        TILL = "TILL"
        BANK = "BANK"

    id = models.UUIDField(primary_key=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="payments")
    source = models.TextField(choices=Source)
    amount_minor = models.BigIntegerField()
    entry_id = models.UUIDField()
    reference = models.TextField()
    paid_date = models.DateField()
    paid_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
