"""Loans: the contract, its schedule, its facts, and how far day close has come with it."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class Loan(models.Model):
    """A contract. What is owed is in the ledger accounts named here.

    `draw_until_date` is the last day for another tranche; none once nothing more may be drawn.
    """

    class Status(models.TextChoices):
        CONTRACTED = "CONTRACTED"
        ACTIVE = "ACTIVE"
        CLOSED = "CLOSED"
        WRITTEN_OFF = "WRITTEN_OFF"
        CANCELLED = "CANCELLED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    application = models.OneToOneField(
        "lending.Application", on_delete=models.PROTECT, null=True, related_name="loan"
    )
    line = models.ForeignKey(
        "lending.CreditLine", on_delete=models.PROTECT, null=True, related_name="loans"
    )
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    officer = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    version = models.ForeignKey("lending.ProductVersion", on_delete=models.PROTECT)
    status = models.TextField(choices=Status)
    terms = models.JSONField()
    principal_minor = models.BigIntegerField()
    currency = models.TextField()
    disbursement_date = models.DateField()
    maturity_date = models.DateField()
    ended_date = models.DateField(null=True)
    teg_percent = models.DecimalField(max_digits=9, decimal_places=4)
    term_class = models.TextField()
    interest_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    penalty_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    contract_file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    contract_digest = models.TextField(default="", blank=True)
    penalty_millionths = models.BigIntegerField(default=0)
    penalty_on_interest = models.BooleanField(default=False)
    penalty_flat_minor = models.BigIntegerField(default=0)
    penalty_grace_days = models.IntegerField(default=0)
    penalty_cap_minor = models.BigIntegerField(null=True)
    plan_version = models.IntegerField(db_default=0, default=0)
    restructured_date = models.DateField(null=True)
    draw_until_date = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["client"], name="loan_by_client"),
            models.Index(fields=["branch", "officer"], name="loan_by_branch"),
            models.Index(fields=["id"], name="loan_active", condition=Q(status="ACTIVE")),
            models.Index(fields=["disbursement_date"], name="loan_by_disbursement"),
            models.Index(
                fields=["draw_until_date"],
                name="loan_drawn_until",
                condition=Q(draw_until_date__isnull=False),
            ),
        ]


class Instalment(models.Model):
    """A row of the plan in force. The cumulative sums age whole portfolios by one statement.

    `carried_minor` is the part of the interest that was earned before the row's period.
    """

    pk = models.CompositePrimaryKey("loan_id", "number")
    loan = models.ForeignKey(
        Loan, on_delete=models.PROTECT, related_name="instalments", db_index=False
    )
    number = models.IntegerField()
    start_date = models.DateField()
    due_date = models.DateField()
    principal_minor = models.BigIntegerField()
    interest_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    cumulative_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(db_default=0, default=0)

    class Meta:
        indexes = [models.Index(fields=["due_date"], name="instalment_by_due_date")]


class LoanFact(models.Model):
    """A dated fact of a loan: what the pure fold is fed with. Never changed, only reversed."""

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="facts", db_index=False)
    kind = models.TextField()
    value_date = models.DateField()
    recorded_date = models.DateField()
    order = models.IntegerField()
    amount_minor = models.BigIntegerField(null=True)
    component = models.TextField(default="", blank=True)
    target = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    entry_id = models.UUIDField(null=True)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)
    principal_minor = models.BigIntegerField(default=0)
    interest_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    penalty_minor = models.BigIntegerField(default=0)
    cash_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receipt_number = models.TextField(default="", blank=True)
    data = models.JSONField(db_default={}, default=dict)
    reason = SealedTextField(blank=True)
    payer = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    guarantee = models.ForeignKey(
        "lending.Guarantee", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["loan", "order"], name="fact_order_once")]
        indexes = [models.Index(fields=["recorded_date", "kind"], name="fact_by_day")]


class LoanProgress(models.Model):
    """What the close of a day left: interest recognised, penalties, lateness. No balance.

    `undrawn_minor` is the part of the amount agreed that was not put out.
    """

    loan = models.OneToOneField(Loan, on_delete=models.PROTECT, primary_key=True)
    principal_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    provision_account = models.ForeignKey(
        "ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False, null=True
    )
    principal_role = models.TextField(default="PRINCIPAL")
    provision_band = models.IntegerField(default=0)
    as_of_date = models.DateField()
    recognised_interest_minor = models.BigIntegerField(default=0)
    penalty_numerator = models.DecimalField(max_digits=40, decimal_places=0, default=0)
    penalty_flat_minor = models.BigIntegerField(default=0)
    penalty_charged_minor = models.BigIntegerField(default=0)
    penalty_through_date = models.DateField()
    oldest_due_date = models.DateField(null=True)
    days_late = models.IntegerField(default=0)
    overdue_principal_minor = models.BigIntegerField(default=0)
    overdue_interest_minor = models.BigIntegerField(default=0)
    class_code = models.TextField(default="", blank=True)
    capitalised_minor = models.BigIntegerField(db_default=0, default=0)
    carried_minor = models.BigIntegerField(db_default=0, default=0)
    undrawn_minor = models.BigIntegerField(db_default=0, default=0)
    contagion_due_date = models.DateField(null=True)
    is_suspended = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["-days_late", "loan"], name="loan_late", condition=Q(days_late__gt=0)
            )
        ]


class LoanOrigin(models.Model):
    """What another system said of a loan that was brought in: its number, state and account."""

    loan = models.OneToOneField(
        Loan, on_delete=models.PROTECT, primary_key=True, related_name="origin"
    )
    former_number = models.TextField()
    reported_status = models.TextField(default="", blank=True)
    savings_number = models.TextField(default="", blank=True)
