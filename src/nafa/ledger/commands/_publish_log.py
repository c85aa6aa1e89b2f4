"""Giving checkpoints and tiles away, so that nobody here can change them unseen."""

from nafa.kernel.errors import DomainError
from nafa.ledger import errors
from nafa.ledger.calc.tlog.tiles import tile_path, width_in
from nafa.ledger.ports import Publication, Publisher
from nafa.ledger.queries.log import state

_NOTHING: tuple[tuple[str, bytes], ...] = ()


def publish_log(publisher: Publisher) -> int:
    """Bring a place up to the newest checkpoint; the size of the log it has now.

    Refuses: LogNotBegun, PublishedElsewhere (the place holds more than this log has). Raises
    Unavailable when the place does not answer.
    """
    latest, origin = state.latest_checkpoint(), state.origin()
    if latest is None or origin is None:
        raise errors.LogNotBegun()
    before = publisher.published_size()
    if before > latest.size:
        raise _cut_back(publisher.name, before, latest.size)
    tiles = _tiles(before, latest.size) if publisher.wants_tiles else _NOTHING
    publisher.publish(
        Publication(
            origin=origin,
            vkeys=tuple(key.verifier.vkey for key in state.log_keys()),
            size=latest.size,
            signed_at=latest.signed_at,
            checkpoint=state.note_of(latest),
            tiles=tiles,
        )
    )
    return latest.size


def _cut_back(name: str, before: int, size: int) -> DomainError:
    return errors.PublishedElsewhere(place=name, published=before, size=size)


def _tiles(before: int, size: int) -> list[tuple[str, bytes]]:
    found = []
    for key, hashes in state.tiles_from(before):
        width = width_in(key, size)
        if width:
            found.append((tile_path(key, width), hashes[: width * 32]))
    return found
