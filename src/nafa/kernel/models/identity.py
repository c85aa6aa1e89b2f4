"""People who log in, the roles they hold and where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Finds a person by log-in name, as Django's authentication asks for it."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person of the institution who logs in."""

    id = models.UUIDField(primary_key=True)
    username = models.TextField(unique=True)
    full_name = models.TextField()
    job_title = models.TextField(default="", blank=True)
    language = models.TextField(default="fr")
    theme = models.TextField(default="light")
    is_active = models.BooleanField(default=True)
    password_chosen_at = models.DateTimeField(null=True)  # null: somebody else told it to them

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.full_name


class Role(models.Model):
    """A named set of rights; its home screen goes by `home`."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    label_fr = models.TextField()
    label_en = models.TextField()
    home = models.TextField()
    permissions = ArrayField(models.TextField())

    class Meta:
        ordering = ["code"]


class Assignment(models.Model):
    """A person holds a role in one branch, or in all of them when the branch is empty."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT, null=True)
    approval_limit_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch"],
                name="assignment_once",
                nulls_distinct=False,
            )
        ]


class ApiToken(models.Model):
    """A key of the API: only its digest is kept.

    `scopes` are the rights that it carries; null: all of its person's, for the token of a log-in.
    `grant` is what a person granted to a program of somebody else; null: the person's own token.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    digest = models.BinaryField(unique=True)
    label = models.TextField(default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    scopes = ArrayField(models.TextField(), null=True)
    grant = models.ForeignKey("kernel.ProgramGrant", on_delete=models.PROTECT, null=True)
    last_used_at = models.DateTimeField(null=True)
    last_address = models.TextField(default="", blank=True)
