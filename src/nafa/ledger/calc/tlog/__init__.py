"""The append-only log as others define it: RFC 6962 hashing, C2SP tiles, notes and checkpoints."""
