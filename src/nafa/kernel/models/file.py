"""Files kept encrypted beside the database."""

from django.db import models


class StoredFile(models.Model):
    """A scan, a photo or a document. The content lies encrypted in the data folder."""

    id = models.UUIDField(primary_key=True)
    media_type = models.TextField()
    size_bytes = models.BigIntegerField()
    digest = models.BinaryField()
    created_at = models.DateTimeField()
