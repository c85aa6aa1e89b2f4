"""Who decides: the institution's policy, the way of each application through it, delegations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class ApprovalPolicy(models.Model):
    """The levels of approval from a day on. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    effective_from = models.DateField()
    rules = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)


class ApprovalRoute(models.Model):
    """The level an application was given, and until when the application and its approval hold.

    An application without a route was submitted while the institution had no policy: one other
    person decides it, within their own limit.
    """

    application = models.OneToOneField(
        "lending.Application", on_delete=models.PROTECT, primary_key=True, related_name="route"
    )
    policy = models.ForeignKey(ApprovalPolicy, on_delete=models.PROTECT)
    level = models.TextField()
    roles = ArrayField(models.TextField())
    quorum = models.IntegerField()
    is_committee = models.BooleanField()
    expires_date = models.DateField()
    approval_expires_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1), name="route_quorum_positive")
        ]


class Delegation(models.Model):
    """One person lets another decide in their stead, between two dates, up to an amount."""

    id = models.UUIDField(primary_key=True)
    from_user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="delegations_given"
    )
    to_user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="delegations_held"
    )
    up_to_minor = models.BigIntegerField()
    currency = models.TextField()
    start_date = models.DateField()
    end_date = models.DateField()
    reason = models.TextField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="delegation_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(from_user=F("to_user")), name="delegation_between_two"
            ),
        ]
        indexes = [models.Index(fields=["to_user", "end_date"], name="delegation_by_holder")]
