"""Rules of control as data; commands that wait for others; rights lent for a time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from nafa.kernel.secrets import SealedJSONField, SealedTextField


class ControlPolicy(models.Model):
    """Approvals, separated duties, limits, emergencies; the latest row holds, former ones stay."""

    id = models.UUIDField(primary_key=True)
    rules = models.JSONField()
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["-defined_at", "-id"], name="control_policy_latest")]


class WaitingCommand(models.Model):
    """A command given by somebody, kept whole and not run until others approve it."""

    class Status(models.TextChoices):
        WAITING = "WAITING"
        DONE = "DONE"
        FAILED = "FAILED"  # approved, and refused when it was carried out
        REJECTED = "REJECTED"
        WITHDRAWN = "WITHDRAWN"

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    rule = models.TextField()  # the command whose rule asks: this one, or a step of it
    levels = models.JSONField()  # as the policy said when it was given
    scope = models.TextField()
    key = models.TextField()
    input_hash = models.BinaryField()
    sealed_inputs = models.BinaryField()
    sealed_preview = models.BinaryField(default=b"")
    maker = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    channel = models.TextField()
    amount_minor = models.BigIntegerField(null=True)
    currency = models.TextField(default="", blank=True)
    sealed_payee = models.BinaryField(default=b"")
    given_at = models.DateTimeField()
    given_date = models.DateField()
    expires_date = models.DateField()
    level = models.SmallIntegerField(default=0)
    level_since_date = models.DateField()
    status = models.TextField(choices=Status, default=Status.WAITING)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = SealedTextField(blank=True)
    refusal_code = models.TextField(default="", blank=True)
    refusal_values = SealedJSONField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="waiting_key_once"),
            models.CheckConstraint(
                condition=Q(status="WAITING", closed_at=None)
                | (~Q(status="WAITING") & Q(closed_at__isnull=False)),
                name="waiting_closed_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["given_at"], name="waiting_open", condition=Q(status="WAITING")),
            models.Index(fields=["maker", "-given_at"], name="waiting_of_maker"),
        ]


class ApprovalVoice(models.Model):
    """One person approved a waiting command, once. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True)
    waiting = models.ForeignKey(WaitingCommand, on_delete=models.PROTECT, related_name="voices")
    level = models.SmallIntegerField()
    person = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    for_person = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["waiting", "person"], name="voice_once_a_person")
        ]


class MovedAmount(models.Model):
    """What a person moved under a right that has a total of the day. Rows are added only."""

    id = models.UUIDField(primary_key=True)  # the command
    person = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    permission = models.TextField()
    business_date = models.DateField()
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "business_date", "permission"], name="moved_on_day")
        ]


class Delegation(models.Model):
    """A person lets another use one right in their stead, between two dates, up to an amount."""

    id = models.UUIDField(primary_key=True)
    permission = models.TextField()
    from_user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="delegations_given"
    )
    to_user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="delegations_held"
    )
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    up_to_minor = models.BigIntegerField(null=True)
    currency = models.TextField(default="", blank=True)
    start_date = models.DateField()
    end_date = models.DateField()
    reason = SealedTextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="delegation_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")), name="delegation_to_another"
            ),
        ]
        indexes = [models.Index(fields=["to_user", "end_date"], name="delegation_of_holder")]


class EmergencyGrant(models.Model):
    """A role taken for a few hours in an emergency; it ends by itself and is looked at after."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="emergencies")
    role = models.ForeignKey("kernel.Role", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    reason = SealedTextField()
    taken_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    finding = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="emergency_seen_by_another",
            )
        ]
        indexes = [models.Index(fields=["user", "-ends_at"], name="emergency_of_user")]


class AccessReview(models.Model):
    """The rights of everybody, looked through once a quarter and signed."""

    id = models.UUIDField(primary_key=True)
    label = models.TextField(unique=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    conclusion = SealedTextField(blank=True)


class AccessReviewLine(models.Model):
    """One role of one person in a review, as it was when the review was opened."""

    class Answer(models.TextChoices):
        CONFIRMED = "CONFIRMED"
        WITHDRAWN = "WITHDRAWN"
        GONE = "GONE"  # the right had ended before it was looked at

    id = models.UUIDField(primary_key=True)
    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="lines")
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey("kernel.Role", on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    assignment = models.UUIDField()
    permissions = ArrayField(models.TextField())
    answer = models.TextField(choices=Answer, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("user")),
                name="access_seen_by_another",
            )
        ]
