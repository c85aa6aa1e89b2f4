"""Who came in, from where, on which machine; what the institution demands of them."""

from django.db import models


class SecurityPolicy(models.Model):
    """What the institution demands at the door; the latest row holds, former ones stay."""

    id = models.UUIDField(primary_key=True)
    rules = models.JSONField()
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["-defined_at"], name="security_policy_latest")]


class SecurityEvent(models.Model):
    """Something that happened at the door. Rows are added, never changed.

    `account` is a keyed token of the log-in name as it was typed: it counts failures of names
    that nobody has, and does not keep a password that was typed into the wrong field.
    """

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    kind = models.TextField()
    user = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    account = models.BigIntegerField(null=True)
    address = models.TextField(default="", blank=True)
    device = models.BinaryField(null=True)
    channel = models.TextField(default="web")
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="security_event_by_instant"),
            models.Index(fields=["user", "-at"], name="security_event_of_user"),
            models.Index(fields=["account", "-at"], name="security_event_of_account"),
            models.Index(fields=["address", "-at"], name="security_event_of_address"),
            models.Index(fields=["device", "-at"], name="security_event_of_device"),
        ]


class Device(models.Model):
    """A browser in which a person has logged in; the cookie's digest is kept, not the cookie."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="devices")
    digest = models.BinaryField()
    label = models.TextField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    last_address = models.TextField(default="", blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="device_once_a_person")
        ]


class LogInSession(models.Model):
    """From coming in to leaving: where, on what, when last used, how strongly proved."""

    class Strength(models.TextChoices):
        PASSWORD = "PASSWORD"  # noqa: S105 - the name of a factor
        CODE = "CODE"
        RECOVERY = "RECOVERY"
        PASSKEY = "PASSKEY"

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="log_ins")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="log_ins")
    address = models.TextField(default="", blank=True)
    strength = models.TextField(choices=Strength)
    began_at = models.DateTimeField()
    proved_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "-last_used_at"],
                name="log_in_session_open",
                condition=models.Q(ended_at__isnull=True),
            )
        ]
