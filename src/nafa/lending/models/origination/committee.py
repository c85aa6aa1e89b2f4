"""The credit committee: sessions, seats, the agenda, votes, and the minutes that are kept."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField


class CommitteeSession(models.Model):
    """A sitting of the committee of a branch, or of the institution when it has no branch."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED"
        OPEN = "OPEN"
        CLOSED = "CLOSED"

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    held_date = models.DateField()
    place = models.TextField(default="", blank=True)
    quorum = models.IntegerField()
    chair = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="sessions_chaired"
    )
    secretary = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, related_name="sessions_minuted"
    )
    status = models.TextField(choices=Status)
    convened_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    minutes_file = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    minutes_digest = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quorum__gte=1), name="session_quorum_positive")
        ]


class CommitteeSeat(models.Model):
    """A member of a session, and whether they came."""

    pk = models.CompositePrimaryKey("session_id", "member_id")
    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=False)


class AgendaItem(models.Model):
    """An application before the committee, with the terms that are put to the vote.

    Another proposal has another number; votes belong to the proposal they were given on.
    """

    class Outcome(models.TextChoices):
        OPEN = "OPEN"
        APPROVED = "APPROVED"
        REFUSED = "REFUSED"
        RETURNED = "RETURNED"
        POSTPONED = "POSTPONED"

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="agenda_items"
    )
    place = models.IntegerField()
    proposal_number = models.IntegerField(default=1)
    amount_minor = models.BigIntegerField()
    instalment_count = models.IntegerField()
    conditions = SealedTextField(blank=True)
    outcome = models.TextField(choices=Outcome, default=Outcome.OPEN)
    reason = SealedTextField(blank=True)
    decision = models.OneToOneField("lending.Decision", on_delete=models.PROTECT, null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="agenda_place_once"),
            models.UniqueConstraint(
                fields=["application"], name="agenda_open_once", condition=Q(outcome="OPEN")
            ),
        ]


class CommitteeVote(models.Model):
    """A member's vote on a proposal, with the reason. Given once."""

    pk = models.CompositePrimaryKey("item_id", "member_id", "proposal_number")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    proposal_number = models.IntegerField()
    choice = models.TextField()
    reason = SealedTextField(blank=True, row=["item_id", "member_id", "proposal_number"])
    voted_at = models.DateTimeField()
