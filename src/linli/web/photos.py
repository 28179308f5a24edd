"""Photos that people send: read with bounds, made small, and freed of all but the picture.

What a phone writes beside the picture (where, when, by which phone) is gone, because the
picture is drawn anew from its pixels.
"""

import io

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from linli.kernel.errors import Invalid
from linli.web.jpegs import costs_too_much

KINDS = ("JPEG", "PNG", "WEBP")
"""What phones and browsers make. Whatever else a file says it is, is not even looked at."""

LARGEST_PHOTO = 2_500_000
"""Bytes of one file: below the largest body that is taken, see ``web.uploads``."""

PIXELS_MOST = 64_000_000
"""Of any photo, by its own word: a phone's largest has 50 million."""

PIXELS_DRAWN = 16_000_000
"""That are ever unpacked, 64 MB: a JPEG is read at a fraction of its size, the others are not."""

LONGEST_SIDE = 1_280
"""Pixels of what is kept: dirt in a corner can be seen, a face at the far wall cannot be told."""

QUALITY = 70
"""Of JPEG: about 150 kB at the longest side, 300 kB at worst."""

# We say ourselves what is too large, by the same number on every page.
Image.MAX_IMAGE_PIXELS = None


class PhotoUnreadable(Invalid):
    """No file, or none that is a picture."""

    says = _("请选一张照片（JPEG、PNG 或 WebP）。")


class PhotoTooLarge(Invalid):
    """A file or a picture that is larger than is read."""

    says = _("照片太大，请用手机的普通画质再拍一张（不超过 2.5 MB）。")


def drawn_anew(file: bytes) -> bytes:
    """Return a photo as a JPEG of at most 1,280 pixels a side, upright, with nothing else in it.

    Raises:
        PhotoTooLarge: more bytes or pixels than are read.
        PhotoUnreadable: it is no picture, or damaged.
    """
    if len(file) > LARGEST_PHOTO:
        raise PhotoTooLarge
    try:
        with Image.open(io.BytesIO(file), formats=KINDS) as photo:
            if costs_too_much(file, _pixels(photo)):
                raise PhotoTooLarge
            return _small(photo)
    except (OSError, ValueError, SyntaxError, EOFError) as damaged:
        raise PhotoUnreadable from damaged


def _small(photo: Image.Image) -> bytes:
    if _pixels(photo) > PIXELS_MOST:
        raise PhotoTooLarge
    photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    if _pixels(photo) > PIXELS_DRAWN:
        raise PhotoTooLarge
    upright = ImageOps.exif_transpose(photo)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new canvas: what Pillow knows of the old one beside its pixels stays there.
    canvas = Image.new("RGB", upright.size, "white")
    if "A" in upright.getbands():
        canvas.paste(upright, mask=upright.getchannel("A"))
    else:
        canvas.paste(upright.convert("RGB"))
    made = io.BytesIO()
    canvas.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _pixels(photo: Image.Image) -> int:
    return photo.width * photo.height
