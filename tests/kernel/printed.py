"""What a printed page says and looks like, read back by other people's code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2  # type: ignore[import-untyped]  # the package ships no types
from PIL.Image import Image


def texts(printed: bytes) -> list[str]:
    """Return the text of each page, without spaces."""
    return ["".join(page.get_textpage().get_text_range().split()) for page in _pages(printed)]


def sizes(printed: bytes) -> list[tuple[float, float]]:
    """Return the width and height of each page in points."""
    return [page.get_size() for page in _pages(printed)]


def pictures(printed: bytes, *, dots_per_inch: float = 100) -> list[Image]:
    """Return each page as a printer of this fineness would put it down."""
    return [page.render(scale=dots_per_inch / 72).to_pil() for page in _pages(printed)]


def _pages(printed: bytes) -> Iterator["pypdfium2.PdfPage"]:
    with _opened(printed) as book:
        yield from book


@contextmanager
def _opened(printed: bytes) -> Iterator["pypdfium2.PdfDocument"]:
    book = pypdfium2.PdfDocument(printed)
    try:
        yield book
    finally:
        book.close()
