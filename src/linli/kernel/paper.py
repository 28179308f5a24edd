"""What is printed: A4 pages as PDF, in Chinese without a font file, the same bytes each time.

Loaded only by what prints: it brings 20 MB of libraries into a process.

Text never reaches the page as markup. In this library's own markup a name such as
``<img src="...">`` would make the server fetch an address, so ``paragraph`` escapes it.
"""

import io
import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

FONT = "STSong-Light"
"""Adobe's own name for the Chinese letters that every reader of PDF brings or replaces."""

MARGIN = 18 * mm
"""Points. Office printers leave 5 mm white; a hole punch takes 12."""

LINE = 1.4
"""Lines to the height of a letter: characters without ascenders need more air than Latin ones."""

SMALLEST = 5.0
"""Points: what a reader with good eyes makes out at arm's length; then text is cut instead."""

WIDTH, HEIGHT = A4
"""Points."""

HAIR = 0.01
"""Points that a line made to fit may be longer than its box, by rounding."""

_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BEYOND = re.compile(r"[^\u0000-\uffff]")
"""Outside what this font's encoding can name: emoji, rare characters of names."""

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Box(NamedTuple):
    """A place on a page in points, from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


def printable(text: str) -> str:
    """Return a text as this font can show it: on one line, 〓 for what it has no letter for."""
    return _BEYOND.sub("〓", _NOT_PRINTED.sub(" ", text))


def style(points: float, *, middle: bool = False) -> ParagraphStyle:
    """Return how a paragraph is set: Chinese lines break between any two characters."""
    return ParagraphStyle(
        name=f"{points}{middle}",
        fontName=FONT,
        fontSize=points,
        leading=points * LINE,
        alignment=TA_CENTER if middle else TA_LEFT,
        wordWrap="CJK",
    )


def paragraph(text: str, points: float, *, middle: bool = False) -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(escape(printable(text)), style(points, middle=middle))


def put(canvas: Canvas, text: str, box: Box, *, points: float) -> None:
    """Write one line in the middle of a box: smaller where it is too long, at last cut short."""
    line = printable(text)
    wide = pdfmetrics.stringWidth(line, FONT, points)
    size = max(SMALLEST, points * min(1.0, box.width / wide)) if wide else points
    while len(line) > 1 and pdfmetrics.stringWidth(line, FONT, size) > box.width + HAIR:
        line = line.rstrip("…")[:-1] + "…"
    canvas.setFont(FONT, size)
    canvas.drawCentredString(box.left + box.width / 2, box.bottom + (box.height - size) / 2, line)


def sheets(title: str) -> tuple[io.BytesIO, Canvas]:
    """Return an empty PDF to draw on; ``save`` on the canvas puts it into the buffer."""
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=A4, invariant=1)
    canvas.setTitle(printable(title))
    return into, canvas


def pages(title: str, story: Sequence[Flowable], *, foot: str = "") -> bytes:
    """Return a PDF of paragraphs, tables and whatever flows; each page is numbered in its foot."""
    into = io.BytesIO()

    def number(canvas: Canvas, document: SimpleDocTemplate) -> None:
        below = Box(MARGIN, MARGIN / 2, WIDTH - 2 * MARGIN, MARGIN / 2)
        put(canvas, f"{foot}  {document.page}".strip(), below, points=9)

    SimpleDocTemplate(
        into,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=printable(title),
        invariant=1,
    ).build(list(story), onFirstPage=number, onLaterPages=number)
    return into.getvalue()
