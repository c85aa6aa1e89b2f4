"""Use cases that need several modules: founding an institution, the end of the day."""
