"""The audit row of every command, the objects it concerns, the events it tells."""

from django.db import models


class CommandRecord(models.Model):
    """One command: who, when, through what, with which outcome. The outcome of a key is final."""

    class Outcome(models.TextChoices):
        DONE = "DONE"
        REFUSED = "REFUSED"

    id = models.UUIDField(primary_key=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    name = models.TextField()
    scope = models.TextField()
    key = models.TextField()
    input_hash = models.BinaryField()
    sealed_inputs = models.BinaryField(default=b"")
    actor = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    role = models.TextField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    channel = models.TextField()
    business_date = models.DateField()
    at = models.DateTimeField()
    outcome = models.TextField(choices=Outcome)
    result = models.JSONField(null=True)
    refusal_code = models.TextField(default="", blank=True)
    refusal_values = models.JSONField(null=True)  # of rows older than sealed_refusal
    sealed_refusal = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="command_key_once"),
        ]
        indexes = [models.Index(fields=["-at"], name="command_by_instant")]


class CommandSubject(models.Model):
    """A command belongs to the history of an object."""

    pk = models.CompositePrimaryKey("kind", "subject_id", "command_id")
    kind = models.TextField()
    subject_id = models.UUIDField()
    command = models.ForeignKey(CommandRecord, on_delete=models.PROTECT, db_index=False)


class OutboxEvent(models.Model):
    """An event waiting to be told, or told at `relayed_at`."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    payload = models.JSONField()
    command = models.ForeignKey(CommandRecord, on_delete=models.PROTECT, db_index=False)
    at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="outbox_waiting", condition=models.Q(relayed_at__isnull=True)
            )
        ]
