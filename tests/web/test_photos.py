"""Photos are drawn anew: small, upright, and with nothing in them but the picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from linli.web.photos import LARGEST_PHOTO, PhotoTooLarge, PhotoUnreadable, drawn_anew

ORIENTATION, GPS, LATITUDE = 0x0112, 0x8825, 2
ON_ITS_SIDE = 6
"""Turn it by 90° to see it upright. Source: Exif 2.32, tag 274."""


def a_photo(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **more: object
) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 200).save(made, kind, **more)
    return made.getvalue()


def opened(made: bytes) -> Image.Image:
    return Image.open(io.BytesIO(made))


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_whatever_a_phone_makes_becomes_a_plain_jpeg(kind: str, mode: str) -> None:
    made = opened(drawn_anew(a_photo(kind, mode=mode)))

    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (40, 20))


def test_a_large_photo_becomes_small_and_stays_upright_without_where_it_was_taken() -> None:
    facts = Image.Exif()
    facts[ORIENTATION] = ON_ITS_SIDE
    facts.get_ifd(GPS)[LATITUDE] = (31.0, 15.0, 0.0)
    taken = a_photo(size=(3_000, 1_500), exif=facts, comment=b"phone 13812345678")
    assert opened(taken).getexif().get_ifd(GPS)

    made = drawn_anew(taken)

    assert opened(made).size == (640, 1_280)
    assert not opened(made).getexif()
    assert b"138" not in made
    assert b"Exif" not in made


@pytest.mark.parametrize("file", [b"", b"<svg/>", a_photo("GIF", mode="P"), a_photo()[:300]])
def test_what_is_no_photo_is_refused_with_a_sentence(file: bytes) -> None:
    with pytest.raises(PhotoUnreadable):
        drawn_anew(file)


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize(
    "file",
    [b"x" * (LARGEST_PHOTO + 1), png_that_says(60_000, 60_000), png_that_says(5_000, 5_000)],
)
def test_a_file_or_a_picture_that_is_too_large_is_never_unpacked(
    file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "thumbnail", pytest.fail)

    with pytest.raises(PhotoTooLarge):
        drawn_anew(file)
