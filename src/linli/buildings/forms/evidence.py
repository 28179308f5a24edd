"""The photo that a form carries, read with bounds."""

from typing import TYPE_CHECKING

from linli.web.photos import LARGEST_PHOTO, PhotoTooLarge, PhotoUnreadable, drawn_anew

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile


def read_photo(files: "Mapping[str, UploadedFile[bytes]]") -> bytes:
    """Return the photo of a form, drawn anew: nothing but the picture is left.

    Raises:
        PhotoUnreadable: there is none, or it is no picture.
        PhotoTooLarge: it is larger than is read.
    """
    photo = read_photo_if_any(files)
    if photo is None:
        raise PhotoUnreadable
    return photo


def read_photo_if_any(files: "Mapping[str, UploadedFile[bytes]]") -> bytes | None:
    """Return the same, and None where no file was chosen.

    Raises:
        PhotoUnreadable, PhotoTooLarge: see above.
    """
    file = files.get("photo")
    if file is None:
        return None
    if (file.size or 0) > LARGEST_PHOTO:
        raise PhotoTooLarge
    return drawn_anew(file.read())
