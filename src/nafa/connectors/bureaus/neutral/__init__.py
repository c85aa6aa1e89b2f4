"""A credit bureau by the neutral protocol that README.md of this folder defines."""

from nafa.connectors.bureaus.neutral.client import NeutralBureau

__all__ = ["NeutralBureau"]
