"""Ties that limit what may be lent: to insiders, and to clients who stand or fall together."""

from django.db import models
from django.db.models import F, Q

from nafa.kernel.secrets import SealedTextField


class InsiderMark(models.Model):
    """A client belongs to the institution, or to somebody who does, from a date to another.

    `user` is the person of the staff that the client is, or is related to: nobody acts on a loan of
    one's own.
    """

    class Kind(models.TextChoices):
        DIRECTOR = "DIRECTOR"
        STAFF = "STAFF"
        RELATED = "RELATED"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="marks")
    kind = models.TextField(choices=Kind)
    user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="insider_marks"
    )
    reason = SealedTextField()
    since_date = models.DateField()
    until_date = models.DateField(null=True)
    recorded_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(until_date=None), name="insider_once"
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(until_date=None, kind="STAFF"),
                name="one_client_a_member_of_staff",
            ),
        ]


class Connection(models.Model):
    """Two clients who count as one borrower: the failure of one would be that of the other."""

    id = models.UUIDField(primary_key=True)
    first = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    since_date = models.DateField()
    until_date = models.DateField(null=True)
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="connection_is_of_two_in_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(until_date=None), name="connected_once"
            ),
        ]
