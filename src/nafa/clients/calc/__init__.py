"""Pure rules about persons: how names sound, what finds them, who is perhaps the same."""
