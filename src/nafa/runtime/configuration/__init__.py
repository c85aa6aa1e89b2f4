"""What the operator decides: the typed environment, the data folder, secrets, the database."""
