"""What was done to recover a late file, and what was promised."""

from django.db import models
from django.db.models import Q

from nafa.kernel.secrets import SealedTextField
from nafa.recovery.calc.plan import StepKind
from nafa.recovery.calc.promises import PromiseStatus


class Act(models.Model):
    """A contact or a letter. Never changed; what it was about is kept with it."""

    class Kind(models.TextChoices):
        CALL = StepKind.CALL.value
        VISIT = StepKind.VISIT.value
        LETTER = StepKind.LETTER.value
        NOTICE = StepKind.NOTICE.value
        GUARANTOR = StepKind.GUARANTOR.value
        LEGAL = StepKind.LEGAL.value

    class Result(models.TextChoices):
        REACHED = "REACHED"
        PROMISED = "PROMISED"
        ABSENT = "ABSENT"
        REFUSED = "REFUSED"
        MOVED = "MOVED"
        SENT = "SENT"

    id = models.UUIDField(primary_key=True)
    claim = models.ForeignKey("recovery.Claim", on_delete=models.PROTECT, db_index=False)
    step_code = models.TextField(default="", blank=True)
    kind = models.TextField(choices=Kind)
    result = models.TextField(choices=Result)
    note = SealedTextField(blank=True)
    done_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, db_index=False)
    done_at = models.DateTimeField()
    done_date = models.DateField()
    days_late = models.IntegerField()
    overdue_minor = models.BigIntegerField()
    currency = models.TextField()
    is_outside_hours = models.BooleanField(default=False)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    letter = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    letter_digest = models.TextField(default="", blank=True)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["claim", "done_date"], name="act_by_claim"),
            models.Index(fields=["done_date", "done_by"], name="act_by_day"),
        ]


class Promise(models.Model):
    """An amount promised for a date. Settled by the close of a day, from the payments."""

    class Status(models.TextChoices):
        OPEN = PromiseStatus.OPEN.value
        KEPT = PromiseStatus.KEPT.value
        PARTLY = PromiseStatus.PARTLY.value
        BROKEN = PromiseStatus.BROKEN.value
        REPLACED = PromiseStatus.REPLACED.value

    id = models.UUIDField(primary_key=True)
    claim = models.ForeignKey("recovery.Claim", on_delete=models.PROTECT, db_index=False)
    act = models.OneToOneField(Act, on_delete=models.PROTECT)
    made_date = models.DateField()
    due_date = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.TextField()
    facts_before = models.IntegerField()
    status = models.TextField(choices=Status, default=Status.OPEN)
    paid_minor = models.BigIntegerField(default=0)
    settled_date = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["claim", "made_date"], name="promise_by_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(status="OPEN"), name="promise_open_once"
            )
        ]
