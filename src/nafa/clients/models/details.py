"""What belongs to a client: contacts, identity papers, memberships, interactions."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class Contact(models.Model):
    """A way to reach the client. Phones are kept as E.164."""

    class Kind(models.TextChoices):
        PHONE = "PHONE"
        EMAIL = "EMAIL"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="contacts")
    kind = models.TextField(choices=Kind)
    value = SealedTextField()
    is_main = models.BooleanField(default=True)


class IdentityDocument(models.Model):
    """An identity paper, with its scan when there is one."""

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="documents")
    kind = models.TextField()
    number = SealedTextField()
    issued_date = models.DateField(null=True)
    expires_date = models.DateField(null=True)
    scan = models.ForeignKey("kernel.StoredFile", on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()


class Membership(models.Model):
    """A person belongs to a group from a date to another."""

    class Role(models.TextChoices):
        PRESIDENT = "PRESIDENT"
        TREASURER = "TREASURER"
        SECRETARY = "SECRETARY"
        MEMBER = "MEMBER"

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="memberships"
    )
    member = models.ForeignKey("clients.Client", on_delete=models.PROTECT, related_name="groups")
    role = models.TextField(choices=Role, default=Role.MEMBER)
    joined_date = models.DateField()
    left_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=models.Q(left_date=None),
                name="member_once_in_group",
            )
        ]


class Interaction(models.Model):
    """A visit, a call or a note, as written by the person who had it."""

    class Kind(models.TextChoices):
        VISIT = "VISIT"
        CALL = "CALL"
        NOTE = "NOTE"

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, related_name="interactions"
    )
    kind = models.TextField(choices=Kind)
    text = SealedTextField()
    at = models.DateTimeField()
    actor = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["client", "-at"], name="interaction_by_client")]
