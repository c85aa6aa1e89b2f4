"""Goods bought, owned, leased or sold: leasing, the Islamic contracts, the register of assets."""
