"""The credit bureau in the back office."""
