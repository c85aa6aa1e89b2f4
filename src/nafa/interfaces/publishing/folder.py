"""A folder in the layout of C2SP tlog-tiles: any static web server makes it a public log."""

import os
from pathlib import Path

from nafa.kernel.errors import Unavailable
from nafa.ledger.calc.tlog.checkpoint import read_checkpoint
from nafa.ledger.calc.tlog.note import NoteInvalid, read_note
from nafa.ledger.ports import Publication


class FolderPublisher:
    """`checkpoint` is the newest one, `checkpoints/<size>` all that were put here, `keys` the
    public keys, `tile/…` the tree. Each file appears whole; the checkpoint last."""

    wants_tiles = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)

    def published_size(self) -> int:
        """The size in the folder's checkpoint. A spoilt one counts as none: all is written anew."""
        try:
            note = read_note((self.folder / "checkpoint").read_text(encoding="utf-8"))
            return read_checkpoint(note.text).size
        except (OSError, NoteInvalid, UnicodeDecodeError):
            return 0

    def publish(self, publication: Publication) -> None:
        """Write tiles, then the keys, then the checkpoint. Raises Unavailable."""
        try:
            for path, hashes in publication.tiles:
                self._put(path, hashes)
            self._put("keys", "".join(f"{vkey}\n" for vkey in publication.vkeys).encode())
            note = publication.checkpoint.encode()
            self._put(f"checkpoints/{publication.size}", note)
            self._put("checkpoint", note)
        except OSError as fault:
            raise Unavailable(f"{self.folder}: {fault.strerror}") from fault

    def _put(self, path: str, content: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(f".{target.name}.new")
        with waiting.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        waiting.replace(target)
