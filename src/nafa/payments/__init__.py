"""Cash: tills and vaults, who holds them, what is in them."""
