"""The institution (one a database), its branches, its counters."""

from django.db import models


class Institution(models.Model):
    """The one institution of this database. Its business date moves only by day close."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.TextField()
    legal_name = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    currency = models.TextField()
    jurisdiction = models.TextField()
    opened_date = models.DateField()
    business_date = models.DateField()
    is_closing = models.BooleanField(default=False)
    brand_colour = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="institution_is_single"),
            models.CheckConstraint(
                condition=models.Q(business_date__gte=models.F("opened_date")),
                name="institution_date_after_opening",
            ),
        ]


class Branch(models.Model):
    """A branch (agence) of the institution."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    city = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """The last number given of a kind. Its row is locked until the command commits: no gaps."""

    kind = models.TextField(primary_key=True)
    value = models.BigIntegerField()


class DayCloseRun(models.Model):
    """How far the close of a day has come: shown while it runs, kept as its record."""

    day = models.DateField(primary_key=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    batches_total = models.IntegerField(default=0)
    batches_done = models.IntegerField(default=0)
    lines_posted = models.BigIntegerField(default=0)
    failure = models.TextField(default="", blank=True)
