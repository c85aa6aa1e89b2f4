"""Sealing what leaves the machine: squeezed, then encrypted for the institution's key (age).

To seal takes the public half only. The secret half can be kept away from the machine: whoever has
the copies but not that half reads nothing, and whoever has it can bring everything back.
"""

import zlib
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage import x25519

from nafa.runtime.configuration.secret_files import keep_secret
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

PUBLIC, SECRET = "backup_recipient", "backup_identity"  # names of files among the secrets
_LEVEL, _BLOCK = 1, 1 << 20
_GZIP = 31  # how zlib is told to write, and read, the form of gzip


class _Squeezed:
    """Reads a stream in the form of gzip."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
        self._ready, self._is_over = b"", False

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end."""
        while not self._is_over and (size < 0 or len(self._ready) < size):
            block = self._source.read(_BLOCK)
            self._is_over = not block
            self._ready += self._squeeze.compress(block) if block else self._squeeze.flush()
        taken = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(taken) :]
        return taken


class _Expanded:
    """Writes what a squeezed stream holds."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._expand = zlib.decompressobj(_GZIP)

    def write(self, block: bytes) -> int:
        """Take a block."""
        self._out.write(self._expand.decompress(block))
        return len(block)

    def flush(self) -> None:
        """Nothing is held back."""
        self._out.flush()


def seal_stream(source: BinaryIO, out: BinaryIO, *, recipient: str) -> None:
    """Squeeze and encrypt everything that the source gives."""
    key = x25519.Recipient.from_str(recipient)
    pyrage.encrypt_io(_Squeezed(source), out, [key])


def open_stream(source: BinaryIO, out: BinaryIO, *, identity: str) -> None:
    """The reverse. Refuses: another key, or a copy that was changed or cut."""
    try:
        pyrage.decrypt_io(source, _Expanded(out), [x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, OSError, zlib.error) as fault:
        raise Refused(
            _("The copy cannot be opened: %(fault)s") % {"fault": fault},
            _("Give the key that was in use when it was made, or take an earlier copy."),
        )


def recipient_of(secrets: Path) -> str:
    """The public half; both halves are made where there is none."""
    public, secret = secrets / PUBLIC, secrets / SECRET
    if not public.exists():
        if not secret.exists():
            secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
            keep_secret(secret, str(x25519.Identity.generate()))
        keep_secret(public, public_half(read_identity(secret)))
    return public.read_text().strip()


def public_half(identity: str) -> str:
    """The half that seals, of a key that opens."""
    return str(x25519.Identity.from_str(identity).to_public())


def read_identity(path: Path) -> str:
    """The secret half. Refuses: it is not there, or the file holds something else."""
    try:
        text = path.read_text().strip()
        x25519.Identity.from_str(text)
    except (OSError, pyrage.IdentityError, UnicodeDecodeError):
        raise Refused(
            _("%(path)s holds no key of copies.") % {"path": path},
            _("Give the file that `nafa backup key` showed and that you kept, with --key."),
        )
    return text
