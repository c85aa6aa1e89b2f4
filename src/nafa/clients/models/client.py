"""A client: a person or a group."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from nafa.kernel.secrets import SealedTextField


class Client(models.Model):
    """A member or customer. `search_tokens` are keyed blind tokens of names, phones and papers."""

    class Kind(models.TextChoices):
        PERSON = "PERSON"
        GROUP = "GROUP"

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE"
        EXITED = "EXITED"

    class Sex(models.TextChoices):
        FEMALE = "F"
        MALE = "M"
        UNKNOWN = ""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    kind = models.TextField(choices=Kind)
    status = models.TextField(choices=Status, default=Status.ACTIVE)
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    officer = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    given_names = SealedTextField()
    family_name = SealedTextField()
    birth_date = SealedTextField()
    address = SealedTextField()
    sex = models.TextField(choices=Sex, default=Sex.UNKNOWN, blank=True)
    locality = models.TextField(default="", blank=True)
    marital_status = models.TextField(default="", blank=True)
    household_size = models.IntegerField(null=True)
    dependants = models.IntegerField(null=True)
    activity = models.TextField(default="", blank=True)
    activity_sector = models.TextField(default="", blank=True)
    monthly_income_minor = models.BigIntegerField(null=True)
    monthly_expense_minor = models.BigIntegerField(null=True)
    photo = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    language = models.TextField(default="", db_default="", blank=True)
    joined_date = models.DateField()
    is_restricted = models.BooleanField(default=False, db_default=False)
    erased_at = models.DateTimeField(null=True)
    search_tokens = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["search_tokens"], name="client_by_token", fastupdate=False),
            models.Index(fields=["branch", "officer"], name="client_by_branch"),
        ]

    @property
    def name(self) -> str:
        """`Prénom NOM` of a person, the name of a group."""
        if self.kind == Client.Kind.GROUP:
            return str(self.family_name)
        return f"{self.given_names} {str(self.family_name).upper()}".strip()
