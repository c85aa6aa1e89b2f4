"""What a person proves to be themselves with, and the challenges that are open."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class CodeApp(models.Model):
    """An app that shows six figures every thirty seconds (TOTP, RFC 6238).

    `last_step` is the time step of the last code taken: no code is taken twice.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="code_apps")
    secret = SealedTextField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                name="one_code_app_a_person",
                condition=models.Q(confirmed_at__isnull=False, removed_at__isnull=True),
            )
        ]


class RecoveryCode(models.Model):
    """A code for the day the telephone is lost: its keyed digest, and when it was used."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")
        ]


class Passkey(models.Model):
    """A key that lives in a person's device and opens with a finger, a face or a PIN (WebAuthn)."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    name = models.TextField()
    aaguid = models.TextField(default="", blank=True)
    is_synced = models.BooleanField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Challenge(models.Model):
    """A question that is asked once, for a short time.

    For a proof it stands for one act: its bytes are the digest of what the person was shown, and
    `link` the digest that the gate computes again from the rows it is about to change.
    """

    class Purpose(models.TextChoices):
        REGISTER = "REGISTER"
        LOG_IN = "LOG_IN"
        UNLOCK = "UNLOCK"
        PROOF = "PROOF"

    id = models.UUIDField(primary_key=True)
    purpose = models.TextField(choices=Purpose)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True, related_name="+")
    challenge = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    method = models.TextField(default="", blank=True)
    failures = models.SmallIntegerField(default=0)
    link = models.BinaryField(null=True)
    shown = SealedTextField()
    spent_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="challenge_of_user")]
