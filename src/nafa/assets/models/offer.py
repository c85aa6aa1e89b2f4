"""Pools of funds, and the products that use them."""

from django.db import models

from nafa.assets.calc.kinds import ContractKind


class Pool(models.Model):
    """A pool of funds: its contracts and accounts carry its code, Islamic funds never mix."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    is_islamic = models.BooleanField()


class Product(models.Model):
    """A kind of contract that the institution offers, with its limits and its board's approval."""

    id = models.UUIDField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ContractKind])
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT)
    board_approval = models.TextField(default="", blank=True)
    board_approved_date = models.DateField(null=True)
    prohibited_sectors = models.JSONField(default=list)
    highest_minor = models.BigIntegerField()
    currency = models.TextField()
    donation_minor = models.BigIntegerField(default=0)
    grace_days = models.IntegerField(default=0)
    depreciation = models.TextField(default="MONTHS")
    shows_teg = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
