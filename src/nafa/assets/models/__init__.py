"""Pools, products, contracts with their dues and facts, the register of assets."""

from nafa.assets.models.asset import Asset
from nafa.assets.models.contract import Accrual, Contract, Due, Fact, Paper, Rebate
from nafa.assets.models.offer import Pool, Product

__all__ = ["Accrual", "Asset", "Contract", "Due", "Fact", "Paper", "Pool", "Product", "Rebate"]
