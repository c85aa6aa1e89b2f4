"""What members bear of a group's loan. The loan stays one loan; these are facts beside it."""

from django.db import models
from django.db.models import F, Q

from nafa.kernel.secrets import SealedTextField


class MeetingPlan(models.Model):
    """When and where a group meets, from a day on."""

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="meeting_plans"
    )
    weekday = models.IntegerField()
    every_weeks = models.IntegerField(default=1)
    time = models.TextField(default="", blank=True)
    place = models.TextField(default="", blank=True)
    effective_from = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=0, weekday__lte=6), name="meeting_on_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(every_weeks__gte=1, every_weeks__lte=4), name="meeting_rhythm"
            ),
        ]


class MemberShare(models.Model):
    """What a member bears of the principal that the group asks for."""

    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="shares"
    )
    member = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="loan_shares"
    )
    place = models.IntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "member"], name="share_once_a_member"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="share_has_amount"),
        ]


class ShareContribution(models.Model):
    """A part of a payment: for whom it is and who gave the money. Counts while its fact stands."""

    fact = models.ForeignKey(
        "lending.LoanFact", on_delete=models.PROTECT, related_name="contributions"
    )
    member = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="contributions_for"
    )
    payer = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="contributions_by"
    )
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "member", "payer"], name="contribution_once_a_pair"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="contribution_has_amount"),
        ]


class ShareTransfer(models.Model):
    """A member leaves a loan: what was left of the share passes to the takers, if anything was."""

    class Kind(models.TextChoices):
        LEFT = "LEFT"
        EXCLUDED = "EXCLUDED"
        REPLACED = "REPLACED"

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey(
        "lending.Loan", on_delete=models.PROTECT, related_name="share_transfers"
    )
    kind = models.TextField(choices=Kind)
    leaver = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    value_date = models.DateField()
    after_order = models.IntegerField()
    left_minor = models.BigIntegerField()
    reason = SealedTextField(blank=True)
    recorded_at = models.DateTimeField()
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)


class ShareTaker(models.Model):
    """Somebody who takes over a part of what a leaver had left."""

    transfer = models.ForeignKey(ShareTransfer, on_delete=models.PROTECT, related_name="takers")
    member = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "member"], name="taker_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="taker_takes"),
        ]


class MemberPayback(models.Model):
    """A member gave back what another had paid for her: between them, outside the till."""

    id = models.UUIDField(primary_key=True)
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT, related_name="paybacks")
    debtor = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    value_date = models.DateField()
    recorded_at = models.DateTimeField()
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0) & ~Q(debtor=F("creditor")), name="payback_is_real"
            )
        ]
