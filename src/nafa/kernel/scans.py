"""Scans and photos as they are kept: pictures drawn anew without hidden data, PDF as it came."""

import io

from PIL import Image, UnidentifiedImageError

LIMIT_MB = 8
SCAN_PIXELS = 2000
PDF_HEAD = b"%PDF-"


class ScanRefused(ValueError):
    """Not a picture, not a PDF, or too large."""


def redrawn(content: bytes, *, pixels: int) -> bytes:
    """The picture drawn anew as JPEG, no larger than so many pixels. Refuses: ScanRefused."""
    if len(content) > LIMIT_MB * 2**20:
        raise ScanRefused("too large")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            drawn = picture.convert("RGB")
            drawn.thumbnail((pixels, pixels))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        raise ScanRefused("not a picture") from None
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return out.getvalue()


def as_scan(content: bytes) -> tuple[bytes, str]:
    """A scan with its media type: a PDF as it is, a picture drawn anew. Refuses: ScanRefused."""
    if content.startswith(PDF_HEAD) and len(content) <= LIMIT_MB * 2**20:
        return content, "application/pdf"
    return redrawn(content, pixels=SCAN_PIXELS), "image/jpeg"
