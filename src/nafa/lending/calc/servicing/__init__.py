"""The whole servicing of a loan as pure functions: every option of its terms, every dated event."""
