"""What a person of the staff is told by the program."""

from django.db import models

from nafa.kernel.secrets import SealedJSONField


class StaffNotice(models.Model):
    """Something that concerns one person; the words are made when it is shown.

    One for each event and person, so that an event told twice makes one notice.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey("kernel.User", on_delete=models.PROTECT)
    event_id = models.BigIntegerField()
    kind = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    values = SealedJSONField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "event_id"], name="notice_once")]
        indexes = [
            models.Index(
                fields=["user", "-created_at"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            )
        ]
