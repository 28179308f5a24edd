"""QR codes and barcodes in a picture that a phone has taken; the picture is kept nowhere.

What reads codes is loaded when the first picture comes: few processes ever need it.
"""

import io
from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from PIL import Image

from linli.kernel.errors import Full, Invalid, Unavailable
from linli.web.jpegs import costs_too_much
from linli.web.uploads import NoMore

if TYPE_CHECKING:  # generic to the type checker alone
    from django.core.files.uploadedfile import UploadedFile

LARGEST_PICTURE = 6 * 1024 * 1024
"""Bytes: a photograph of 12 megapixels has 2 to 5. The page's script sends a tenth of that."""

MOST_PIXELS = 16_000_000
"""Of a picture as it is unpacked, a byte each. A JPEG is unpacked at an eighth of its size at
least, so that one of 100 megapixels passes, and one that claims to be 65,500 wide does not."""

MOST_PIXELS_SENT = 200_000_000
"""Of a picture as it was sent: as many as the largest sensor of a phone has."""

LOOKED_AT = 2_000
"""Pixels of the longer side in which codes are looked for: 0.2 s. A code that fills a tenth of a
photograph then has 6 pixels for each of its modules, and 2 are enough."""

AT_ONCE = 2
"""Pictures looked at by one process at a time: a picture must not keep a door waiting."""

WAIT_S = 4.0
"""For one's turn; a phone gives up after 8."""

MOST_CODES = 4
"""A receipt has one or two, and its neighbours in the picture as many."""

_KINDS = ("JPEG", "PNG", "WEBP")

_turns = BoundedSemaphore(AT_ONCE)


class PictureTooLarge(Full):
    """More bytes or pixels than are looked at."""

    says = _("这张照片太大了，请离码近一点再拍，或直接输入。")


class PictureUnreadable(Invalid):
    """No picture, or one of a kind that no phone's camera makes."""

    says = _("这不是能看懂的照片，请重新拍一张，或直接输入。")


class NoCodeSeen(Invalid):
    """A picture without a code, or with one that is blurred."""

    says = _("照片里没有找到码。请对准、拍清楚，让码占画面的三分之一，再拍一张；也可以直接输入。")


class TooManyPictures(Unavailable):
    """More pictures come at once than are looked at in time."""

    says = _("现在拍照扫码的人太多，请再试一次，或直接输入。")


class _InMemory(MemoryFileUploadHandler):
    """Keeps a picture in memory however large it is: ``NoMore`` has refused what is too large."""

    def handle_raw_input(
        self,
        input_data: object,  # noqa: ARG002  # Django gives it, as all the others
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,  # noqa: ARG002
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Take whatever comes."""
        self.activated = True


class _NoMoreThanAPicture(NoMore):
    most = LARGEST_PICTURE


def takes_a_picture(request: HttpRequest) -> None:
    """Let a form bring a picture: more bytes than other forms may, and none of them to a disk."""
    request.upload_handlers = [_NoMoreThanAPicture(request), _InMemory(request)]


def codes_in(picture: "UploadedFile[bytes]") -> Sequence[str]:
    """Return the texts of the codes in a picture, at most ``MOST_CODES``, without repetition.

    Raises:
        PictureTooLarge, PictureUnreadable: it cannot be looked at.
        NoCodeSeen: there is none in it, or none that can be read.
        TooManyPictures: others are looked at.
    """
    if not _turns.acquire(timeout=WAIT_S):
        raise TooManyPictures
    try:
        texts = _read(picture.read())
    finally:
        _turns.release()
    if not texts:
        raise NoCodeSeen
    return texts


def _read(content: bytes) -> Sequence[str]:
    import zxingcpp  # noqa: PLC0415  # see above

    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as picture:
            sent = picture.width * picture.height
            if sent > MOST_PIXELS_SENT or costs_too_much(content, sent):
                raise PictureTooLarge
            picture.draft("L", (LOOKED_AT // 2, LOOKED_AT // 2))
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge
            grey = picture.convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureTooLarge from bomb
    except (OSError, SyntaxError, ValueError) as damaged:
        raise PictureUnreadable from damaged
    grey.thumbnail((LOOKED_AT, LOOKED_AT))
    rows = memoryview(grey.tobytes()).cast("B", (grey.height, grey.width))
    found = [one.text for one in zxingcpp.read_barcodes(rows) if one.valid]
    return list(dict.fromkeys(found))[:MOST_CODES]
