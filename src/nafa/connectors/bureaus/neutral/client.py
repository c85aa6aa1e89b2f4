"""The bureau at an address, over HTTP: bounded times, bounded answers, nothing followed."""

import http.client
import ssl
from urllib.parse import urlsplit

from nafa.connectors.bureaus.neutral.messages import (
    LARGEST_ANSWER,
    AnswerUnreadable,
    question_body,
    read_acknowledgement,
    read_answer,
)
from nafa.kernel.errors import Unavailable
from nafa.lending.ports import Acknowledgement, Answer, MonthFile, Question

TIMEOUT_SECONDS = 10.0
FILE_TIMEOUT_SECONDS = 120.0
ANSWERED = (200, 201, 409, 422)


class NeutralBureau:
    """An adapter of `CreditBureau`. The address is https, or http on this machine."""

    def __init__(
        self,
        url: str,
        *,
        token: str,
        timeout: float = TIMEOUT_SECONDS,
        file_timeout: float = FILE_TIMEOUT_SECONDS,
    ) -> None:
        parts = urlsplit(url)
        self.name = parts.hostname or ""
        self._is_secure, self._port = parts.scheme == "https", parts.port
        self._path = parts.path.rstrip("/")
        self._token, self._timeout, self._file_timeout = token, timeout, file_timeout

    def consult(self, question: Question) -> Answer:
        """Ask about a person. Raises Unavailable."""
        body = self._send(
            "POST", "/v1/reports", question_body(question), "application/json", self._timeout
        )
        try:
            return read_answer(body, reference=str(question.reference))
        except AnswerUnreadable as fault:
            raise Unavailable(f"{self.name}: unreadable answer ({fault})") from fault

    def take_file(self, file: MonthFile) -> Acknowledgement:
        """Hand a month over. Raises Unavailable."""
        place = f"/v1/files/{file.month:%Y-%m}?reference={file.reference}&digest={file.digest}"
        body = self._send("PUT", place, file.content, "application/x-ndjson", self._file_timeout)
        try:
            return read_acknowledgement(body, digest=file.digest)
        except AnswerUnreadable as fault:
            raise Unavailable(f"{self.name}: unreadable answer ({fault})") from fault

    def _send(self, method: str, place: str, body: bytes, media_type: str, timeout: float) -> bytes:
        """The body of an answer of the protocol. Raises Unavailable."""
        line = self._line(timeout)
        try:
            line.request(
                method,
                f"{self._path}{place}",
                body,
                {
                    "Authorization": f"Bearer {self._token}",
                    "Content-Type": media_type,
                    "Accept": "application/json",
                },
            )
            answer = line.getresponse()
            content = answer.read(LARGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as fault:
            raise Unavailable(f"{self.name}: {type(fault).__name__}") from fault
        finally:
            line.close()
        if answer.status not in ANSWERED or len(content) > LARGEST_ANSWER:
            raise Unavailable(f"{self.name}: HTTP {answer.status}")
        return content

    def _line(self, timeout: float) -> http.client.HTTPConnection:
        if self._is_secure:
            return http.client.HTTPSConnection(
                self.name, self._port, timeout=timeout, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self.name, self._port, timeout=timeout)
