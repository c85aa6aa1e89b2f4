"""What an application is judged by: the scorecard and its results, the budget of the borrower."""

from django.db import models


class ScorecardVersion(models.Model):
    """The institution's scorecard from a day on. Never changed: a new version is added."""

    id = models.UUIDField(primary_key=True)
    number = models.IntegerField(unique=True)
    effective_from = models.DateField()
    rules = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)


class ScoreResult(models.Model):
    """What a version of the scorecard gave an application: points, class, and every line."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="scores"
    )
    scorecard = models.ForeignKey(ScorecardVersion, on_delete=models.PROTECT)
    round = models.IntegerField()
    points = models.IntegerField()
    most = models.IntegerField()
    risk_class = models.TextField()
    lines = models.JSONField()
    scored_at = models.DateTimeField()
    scored_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["application", "-scored_at"], name="score_by_application")]


class BudgetRecord(models.Model):
    """The income and expenses of a borrower as told and seen; the latest one counts."""

    id = models.UUIDField(primary_key=True)
    application = models.ForeignKey(
        "lending.Application", on_delete=models.PROTECT, related_name="budgets"
    )
    figures = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("kernel.User", on_delete=models.PROTECT, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["application", "-recorded_at"], name="budget_by_application")
        ]
