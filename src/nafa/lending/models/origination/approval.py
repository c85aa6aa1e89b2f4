"""Who decides: the institution's policy, the way of each application through it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


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
