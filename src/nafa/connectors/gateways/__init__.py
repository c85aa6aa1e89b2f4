"""Gateways that carry short messages to telephones."""
