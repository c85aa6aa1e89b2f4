"""The trail: who did, read or was refused what, for whom, from where. Added to, never changed."""
