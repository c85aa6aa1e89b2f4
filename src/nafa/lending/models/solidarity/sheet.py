"""Collection sheets: what was collected in one go, and what was said of each line."""

from django.db import models

from nafa.kernel.secrets import SealedTextField


class CollectionSheet(models.Model):
    """A saved sheet. Its money is in the loans' facts; the counted cash equals what was taken."""

    id = models.UUIDField(primary_key=True)
    number = models.TextField(unique=True)
    business_date = models.DateField()
    branch = models.ForeignKey("kernel.Branch", on_delete=models.PROTECT)
    group = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True)
    officer = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="sheets_followed"
    )
    till_session = models.ForeignKey("payments.TillSession", on_delete=models.PROTECT)
    currency = models.TextField()
    expected_minor = models.BigIntegerField()
    collected_minor = models.BigIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        "kernel.User", on_delete=models.PROTECT, null=True, related_name="sheets_saved"
    )
    command = models.ForeignKey("kernel.CommandRecord", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["branch", "-saved_at"], name="sheet_by_branch")]


class CollectionLine(models.Model):
    """One line of a sheet: a loan, a member where it is a group's, what was due, paid and said."""

    class Presence(models.TextChoices):
        PRESENT = "PRESENT"
        ABSENT = "ABSENT"
        EXCUSED = "EXCUSED"

    sheet = models.ForeignKey(CollectionSheet, on_delete=models.PROTECT, related_name="lines")
    place = models.IntegerField()
    loan = models.ForeignKey("lending.Loan", on_delete=models.PROTECT)
    member = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, null=True, related_name="+"
    )
    payer = models.ForeignKey(
        "clients.Client", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    presence = models.TextField(choices=Presence, default=Presence.PRESENT)
    comment = SealedTextField(blank=True, row=["sheet_id", "place"])
    fact = models.ForeignKey("lending.LoanFact", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "place"], name="sheet_line_place")]
