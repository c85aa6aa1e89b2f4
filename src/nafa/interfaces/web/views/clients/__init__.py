"""Pages of the register of clients."""
