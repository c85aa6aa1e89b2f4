"""The ledger: the only place where balances live. Facts are added, never changed."""
