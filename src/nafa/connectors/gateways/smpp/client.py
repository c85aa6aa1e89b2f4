"""One message, one session: bind, submit, read the answer, unbind. Times are bounded."""

import ssl
from urllib.parse import unquote, urlsplit

from smpplib import consts, exceptions, gsm
from smpplib.client import Client

from nafa.kernel.errors import Unavailable

TIMEOUT_SECONDS = 10
PORTS = {"smpp": 2775, "smpps": 3550}
FAULTS = (OSError, exceptions.ConnectionError, exceptions.PDUError, exceptions.UnknownCommandError)


class SmppMessages:
    """An adapter of `nafa.kernel.messages.Messages`: `smpps://` inside TLS, `smpp://` in the clear
    over a line of the operator's own (VPN)."""

    channel = "SMS"

    def __init__(self, url: str, *, sender: str, timeout: int = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._is_secure = parts.scheme == "smpps"
        self._sender, self._timeout = sender, timeout

    def send(self, phone: str, text: str) -> str:
        """Hand a message over; the number the operator gave it. Raises Unavailable."""
        client = Client(
            self._host,
            self._port,
            timeout=self._timeout,
            ssl_context=ssl.create_default_context() if self._is_secure else None,
            allow_unknown_opt_params=True,
        )
        try:
            client.connect()
            client.bind_transmitter(system_id=self._user, password=self._password)
            number = self._submit(client, phone, text)
        except FAULTS as fault:
            raise Unavailable(f"{self._host}: {type(fault).__name__}") from fault
        finally:
            self._leave(client)
        return number

    def _submit(self, client: Client, phone: str, text: str) -> str:
        """Each part of the message; the number of the first."""
        parts, coding, esm_class = gsm.make_parts(text)
        numbers = []
        for part in parts:
            client.send_message(
                source_addr_ton=consts.SMPP_TON_ALNUM,
                source_addr=self._sender,
                dest_addr_ton=consts.SMPP_TON_INTL,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=phone.removeprefix("+"),
                short_message=part,
                data_coding=coding,
                esm_class=esm_class,
            )
            answer = client.read_pdu()
            if answer.is_error() or answer.command != "submit_sm_resp":
                raise Unavailable(f"{self._host}: status {answer.status}")
            numbers.append(answer.message_id or b"")
        return bytes(numbers[0]).decode("ascii", "replace")

    @staticmethod
    def _leave(client: Client) -> None:
        """Unbind when bound; the message is told already, so a fault here is none."""
        try:
            if client.state != consts.SMPP_CLIENT_STATE_CLOSED:
                client.unbind()
        except FAULTS:
            pass
        finally:
            client.state = consts.SMPP_CLIENT_STATE_OPEN
            client.disconnect()
