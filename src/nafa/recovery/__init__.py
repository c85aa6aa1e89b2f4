"""Recovery of late loans: steps, contacts, promises to pay, notices, results."""
