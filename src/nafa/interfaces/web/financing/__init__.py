"""Pages of leasing and the Islamic contracts, and of the register of things."""
