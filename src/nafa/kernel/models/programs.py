"""Programs of others that use the API: what they are, what people granted them (OAuth 2.1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Program(models.Model):
    """A program that may ask for access. `account` is the log-in in whose name it acts alone."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    secret_digest = models.BinaryField(
        null=True
    )  # null: it can keep no secret (a browser, a phone)
    return_addresses = ArrayField(models.TextField())
    scopes = ArrayField(models.TextField())
    account = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class ProgramGrant(models.Model):
    """What a person let a program do, until it is taken back; all tokens of it end together."""

    id = models.UUIDField(primary_key=True)
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT)
    scopes = ArrayField(models.TextField())
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class AuthorizationCode(models.Model):
    """What the browser brings back to the program, once, within a minute."""

    digest = models.BinaryField(primary_key=True)
    grant = models.ForeignKey(ProgramGrant, on_delete=models.PROTECT)
    return_address = models.TextField()
    challenge = models.TextField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RefreshToken(models.Model):
    """Good once, for the next pair of tokens; used a second time, it ends its whole grant."""

    digest = models.BinaryField(primary_key=True)
    grant = models.ForeignKey(ProgramGrant, on_delete=models.PROTECT)
    scopes = ArrayField(models.TextField())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class CallCount(models.Model):
    """How often one caller called in one stretch of time; forgotten soon."""

    id = models.BigAutoField(primary_key=True)
    caller = models.BigIntegerField()
    since = models.BigIntegerField()
    calls = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "since"], name="call_count_once")]
