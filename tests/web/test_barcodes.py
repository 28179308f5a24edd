"""Codes in photographs: read where they are, refused in words where they are not."""

import io
import struct
import zlib
from random import Random
from threading import BoundedSemaphore

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.kernel.errors import LinliError
from linli.web.barcodes import (
    NoCodeSeen,
    PictureTooLarge,
    PictureUnreadable,
    TooManyPictures,
    codes_in,
)
from linli.web.jpegs import MOST_PIXELS_WHOLE, costs_too_much
from linli.web.photos import PhotoTooLarge, drawn_anew


def drawn(text: str, *, scale: int = 6) -> Image.Image:
    """Return a code as a picture."""
    into = io.BytesIO()
    segno.make(text, micro=False).save(into, kind="png", scale=scale)
    return Image.open(io.BytesIO(into.getvalue())).convert("L")


def photograph(*texts: str, kind: str = "JPEG", turned: int = 20) -> bytes:
    """Return codes as they lie on a table in a photograph of 12 megapixels."""
    table = Image.new("L", (3_000, 4_000), 190)
    for number, text in enumerate(texts):
        code = drawn(text, scale=16).rotate(turned, expand=True, fillcolor=255)
        table.paste(code, (300 + 1_300 * number, 900))
    return encoded(table, kind)


def encoded(picture: Image.Image, kind: str) -> bytes:
    """Return a picture as a file."""
    into = io.BytesIO()
    picture.save(into, kind)
    return into.getvalue()


def claiming(side: int) -> bytes:
    """Return a picture of a few bytes that says that it is so many pixels high and wide."""
    picture = bytearray(encoded(Image.new("L", (1, 1)), "PNG"))
    picture[16:24] = struct.pack(">II", side, side)
    picture[29:33] = struct.pack(">I", zlib.crc32(picture[12:29]))
    return bytes(picture)


def sent(content: bytes) -> SimpleUploadedFile:
    """Return a file as a form brings it."""
    return SimpleUploadedFile("code.jpg", content)


def test_what_is_no_picture_of_a_camera_is_refused() -> None:
    for content in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        encoded(Image.new("L", (9, 9)), "GIF"),
        encoded(Image.new("L", (9, 9)), "TIFF"),
        photograph("MT-10001")[:900],
    ):
        with pytest.raises(PictureUnreadable):
            codes_in(sent(content))


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_does() -> None:
    for side in (5_000, 10_000, 14_000):
        with pytest.raises(PictureTooLarge):
            codes_in(sent(claiming(side)))


def many_scans(picture: bytes, count: int) -> bytes:
    """Return a progressive picture whose last scan comes so many times more."""
    last = picture.rindex(b"\xff\xda")
    return picture[:-2] + picture[last:-2] * count + picture[-2:]


def test_a_picture_that_its_decoder_would_hold_whole_or_read_for_minutes_is_refused() -> None:
    into = io.BytesIO()
    Image.new("L", (4_100, 4_100), 255).save(into, "JPEG", progressive=True)
    small = io.BytesIO()
    drawn("MT-10001").save(small, "JPEG", progressive=True)
    for content in (into.getvalue(), many_scans(small.getvalue(), 100)):
        with pytest.raises(PictureTooLarge):
            codes_in(sent(content))
        with pytest.raises(PhotoTooLarge):
            drawn_anew(content)
    assert codes_in(sent(small.getvalue())) == ["MT-10001"]


def test_a_jpeg_that_hides_how_it_is_made_counts_as_one_of_many_scans() -> None:
    plain = encoded(drawn("MT-10001"), "JPEG")
    assert not costs_too_much(plain, MOST_PIXELS_WHOLE + 1)
    odd = (
        plain[:2] + b"\xff\x01" + plain[2:],
        plain[:2] + b"\x00" + plain[2:],
        plain[:2],
        plain.replace(b"\xff\xc0", b"\xff\xc2"),
        plain.replace(b"\xff\xda\x00\x08\x01", b"\xff\xda\x00\x08\x00"),
    )
    assert all(costs_too_much(one, MOST_PIXELS_WHOLE + 1) for one in odd)


def test_a_picture_without_a_code_says_what_to_do() -> None:
    with pytest.raises(NoCodeSeen) as refused:
        codes_in(sent(encoded(Image.new("L", (640, 480), 128), "JPEG")))
    assert "三分之一" in str(refused.value)


def test_codes_of_a_photograph_are_read_however_it_was_held() -> None:
    assert codes_in(sent(photograph("MT-10001"))) == ["MT-10001"]
    assert codes_in(sent(encoded(drawn("订单 5").convert("RGBA"), "PNG"))) == ["订单 5"]
    two = codes_in(sent(photograph("MT-10001", "MT-10002", turned=90)))
    assert sorted(two) == ["MT-10001", "MT-10002"]


def test_a_damaged_picture_is_refused_and_never_a_fault() -> None:
    chance = Random(7)  # noqa: S311  # a test's own chance
    whole = [encoded(drawn("MT-10001"), kind) for kind in ("JPEG", "PNG", "WEBP")]
    for number in range(90):
        damaged = bytearray(whole[number % 3])
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            codes_in(sent(bytes(damaged)))
        except LinliError:
            continue


def test_more_pictures_than_can_be_looked_at_wait_and_then_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("linli.web.barcodes.WAIT_S", 0.01)
    monkeypatch.setattr("linli.web.barcodes._turns", BoundedSemaphore(1))
    told = list[type[LinliError]]()

    class Slow(SimpleUploadedFile):
        def read(self, num_bytes: int = -1) -> bytes:
            with pytest.raises(TooManyPictures):
                codes_in(sent(b""))
            told.append(TooManyPictures)
            content: bytes = super().read(num_bytes)
            return content

    for _ in range(2):
        with pytest.raises(PictureUnreadable):
            codes_in(Slow("code.jpg", b"no picture"))
    assert told == [TooManyPictures] * 2
