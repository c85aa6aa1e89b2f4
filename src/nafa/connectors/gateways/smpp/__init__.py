"""Short messages through an operator's SMPP 3.4 server."""

from nafa.connectors.gateways.smpp.client import SmppMessages

__all__ = ["SmppMessages"]
