"""Scans and photos as they are kept: pictures drawn anew without hidden data, PDF only if still.

What a file is, its content says: neither its name nor the type that the browser told counts.
"""

import io
import re
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

LIMIT_MB = 8
SCAN_PIXELS = 2000
MOST_PIXELS = 60_000_000  # a picture that is small on the disk and huge when drawn is refused
PDF_HEAD, PDF_END = b"%PDF-", b"%%EOF"
END_WINDOW = 1024
MOST_UNPACKED_BYTES = 32 * 2**20
# What makes a document act, or carry another one: nothing that a scan needs.
ACTING = frozenset(
    {b"JavaScript", b"JS", b"Launch", b"OpenAction", b"AA", b"EmbeddedFile", b"EmbeddedFiles",
     b"RichMedia", b"XFA", b"SubmitForm", b"ImportData", b"GoToE", b"Encrypt"}
)  # fmt: skip
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]{1,40})")
_OBJECTS = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n(.*?)endstream", re.S)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class ScanRefused(ValueError):
    """Not a picture, not a PDF that lies still, or too large."""


def redrawn(content: bytes, *, pixels: int) -> bytes:
    """The picture drawn anew as JPEG, no larger than so many pixels. Refuses: ScanRefused.

    Upright as it was taken; place, device, comments and hidden pictures do not come along.
    """
    if len(content) > LIMIT_MB * 2**20:
        raise ScanRefused("too large")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ScanRefused("too many pixels")
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
            drawn.thumbnail((pixels, pixels))
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise ScanRefused("not a picture") from None
    drawn.info = {}
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def as_scan(content: bytes) -> tuple[bytes, str]:
    """A scan with its media type: a still PDF as it is, a picture drawn anew.

    Refuses: ScanRefused.
    """
    if content.startswith(PDF_HEAD):
        demand_still_pdf(content)
        return content, "application/pdf"
    return redrawn(content, pixels=SCAN_PIXELS), "image/jpeg"


def demand_still_pdf(content: bytes) -> None:
    """Refuses (ScanRefused): too large, cut off, or able to act when it is opened."""
    if len(content) > LIMIT_MB * 2**20:
        raise ScanRefused("too large")
    if PDF_END not in content[-END_WINDOW:]:
        raise ScanRefused("cut off")
    for part in (content, *_packed_objects(content)):
        for found in _NAME.finditer(part):
            if _plain(found.group(1)) in ACTING:
                raise ScanRefused("acts when opened")


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """The streams in which a PDF packs its objects, unpacked up to a bound."""
    left = MOST_UNPACKED_BYTES
    for found in _OBJECTS.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            part = unpacking.decompress(found.group(1), left)
        except zlib.error:
            raise ScanRefused("unreadable") from None
        left -= len(part)
        if unpacking.unconsumed_tail or left <= 0:
            raise ScanRefused("too large")
        yield part


def _plain(name: bytes) -> bytes:
    """A name without its escapes: `J#61vaScript` is `JavaScript`."""
    return _ESCAPED.sub(lambda one: bytes([int(one.group(1), 16)]), name)
