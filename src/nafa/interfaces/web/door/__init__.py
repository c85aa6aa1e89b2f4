"""The door of the back office: coming in, the locked screen, proofs, one's own security."""
