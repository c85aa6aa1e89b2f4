"""What is kept of a file that somebody sends: by its content, without what hides in it."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nafa.kernel.scans import LIMIT_MB, ScanRefused, as_scan, redrawn

PLACE = b"14.6937N 17.4441W"
STILL = (
    b"%%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
    b"2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n%s\ntrailer <</Root 1 0 R>>\n%%%%EOF\n"
)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def photo_with_secrets() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6  # lies on its side
    return picture(exif=exif, comment=PLACE, icc_profile=PLACE)


def test_a_photo_keeps_neither_place_nor_comment_and_stands_upright() -> None:
    sent = photo_with_secrets()
    assert sent.count(PLACE) == 3

    kept, media_type = as_scan(sent)

    assert media_type == "image/jpeg"
    assert PLACE not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (20, 40)
        assert not drawn.getexif()


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    kept, _ = as_scan(picture("PNG") + b"<script>alert(1)</script>" + EICAR)

    assert b"script" not in kept and EICAR not in kept


def test_a_still_document_is_kept_as_it_came() -> None:
    assert as_scan(STILL % b"") == (STILL % b"", "application/pdf")


@pytest.mark.parametrize(
    "acting",
    [
        b"3 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj",
        b"3 0 obj <</S /J#61v#61Script>> endobj",
        b"3 0 obj <</OpenAction 4 0 R>> endobj",
        b"3 0 obj <</S/Launch/F(cmd.exe)>> endobj",
        b"3 0 obj <</Type /EmbeddedFile>> endobj",
        b"3 0 obj <</XFA 5 0 R>> endobj",
        b"trailer <</Encrypt 6 0 R>>",
    ],
)
def test_a_document_that_acts_is_refused(acting: bytes) -> None:
    with pytest.raises(ScanRefused, match="acts"):
        as_scan(STILL % acting)


def packed(content: bytes) -> bytes:
    body = zlib.compress(content)
    return b"7 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n%s\nendstream endobj" % body


def test_a_document_that_acts_out_of_a_packed_object_is_refused() -> None:
    assert as_scan(STILL % packed(b"<</Type /Page>>"))
    with pytest.raises(ScanRefused, match="acts"):
        as_scan(STILL % packed(b"<</S /JavaScript>>"))


def test_a_document_that_swells_is_refused() -> None:
    with pytest.raises(ScanRefused, match="large"):
        as_scan(STILL % packed(bytes(40 * 2**20)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        EICAR,
        b"MZ\x90\x00 a program",
        b"PK\x03\x04 a packed folder",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(40),
        (STILL % b"")[:60],
        b"\n" + (STILL % b""),
        b"%PDF-" + bytes(LIMIT_MB * 2**20),
    ],
)
def test_what_is_neither_picture_nor_document_is_refused(content: bytes) -> None:
    with pytest.raises(ScanRefused):
        as_scan(content)


def test_a_picture_that_is_small_on_the_disk_and_huge_when_drawn_is_refused() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    huge = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", huge) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")

    with pytest.raises(ScanRefused):
        redrawn(bomb, pixels=200)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 200))
def test_whatever_is_sent_is_redrawn_or_refused(noise: bytes, form: str, at: int) -> None:
    sent = picture(form)
    spoilt = sent[:at] + noise + sent[at + len(noise) :]
    try:
        kept = redrawn(spoilt, pixels=64)
    except ScanRefused:
        return

    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.format == "JPEG" and max(drawn.size) <= 64
