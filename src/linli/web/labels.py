"""Paper with QR codes on it: sheets of labels with cut marks, and cards of one page.

Loaded only where something is printed, for the libraries of ``kernel.paper``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Spacer

from linli.kernel.paper import HEIGHT, Box, pages, paragraph, put, sheets
from linli.web import qr

EDGE = 3 * mm
"""White around what is on a label: a sheet lies crooked by up to 2 mm in a printer's tray."""

MARK = 3 * mm
"""Length of a cut mark; it is a hair's breadth of grey, and points at the corner of a label."""

QUIET = 4
"""Modules of white around a code. Source: ISO/IEC 18004."""

CARD_CODE = 70 * mm
"""Read from a metre and a half: ten times its side, as those who print codes say, and twice."""


class Layout(Protocol):
    """Where labels lie, in millimetres from the upper left corner."""

    @property
    def many(self) -> int:
        """Labels of one sheet."""

    @property
    def width(self) -> float:
        """Of a label."""

    @property
    def height(self) -> float:
        """Of a label."""

    @property
    def is_tall(self) -> bool:
        """Whether the words stand under the code."""

    def corner(self, number: int) -> tuple[float, float]:
        """Where the nth label begins."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label: where its code leads, what is written large, and the lines under that."""

    address: str
    large: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Card:
    """One page: a title, a code with where it leads, steps, and the same for other readers."""

    address: str
    title: str
    steps: Sequence[str]
    other_title: str
    other_steps: Sequence[str]


def label_sheets(labels: Sequence[Label], layout: Layout, *, title: str) -> bytes:
    """Return labels on as many sheets as they need."""
    into, canvas = sheets(title)
    for first in range(0, len(labels), layout.many):
        for number, label in enumerate(labels[first : first + layout.many]):
            left, top = layout.corner(number)
            width, height = layout.width * mm, layout.height * mm
            box = Box(left * mm, HEIGHT - top * mm - height, width, height)
            _mark(canvas, box)
            _label(canvas, label, box, is_tall=layout.is_tall)
        canvas.showPage()
    canvas.save()
    return into.getvalue()


def cards(printed: Sequence[Card], *, title: str, foot: str) -> bytes:
    """Return cards, a page each."""
    story: list[Flowable] = []
    for card in printed:
        story += [
            paragraph(card.title, 30, middle=True),
            paragraph(card.other_title, 16, middle=True),
            Spacer(1, 8 * mm),
            _Code(card.address),
            paragraph(card.address, 9, middle=True),
            Spacer(1, 8 * mm),
            *(paragraph(f"{n}. {one}", 20) for n, one in enumerate(card.steps, 1)),
            Spacer(1, 8 * mm),
            *(paragraph(f"{n}. {one}", 13) for n, one in enumerate(card.other_steps, 1)),
            PageBreak(),
        ]
    return pages(title, story, foot=foot)


class _Code(Flowable):
    """A code in the middle of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.hAlign = "CENTER"
        self.width = self.height = CARD_CODE
        self._address = address

    def draw(self) -> None:
        """Put it down where the page has come to."""
        _code(self.canv, self._address, Box(0, 0, self.width, self.height))


def _label(canvas: Canvas, label: Label, box: Box, *, is_tall: bool) -> None:
    left, bottom = box.left + EDGE, box.bottom + EDGE
    width, height = box.width - 2 * EDGE, box.height - 2 * EDGE
    if is_tall:
        words = height * 0.4
        code, text = (
            Box(left, bottom + words, width, height - words),
            Box(left, bottom, width, words),
        )
    else:
        code = Box(left, bottom, height, height)
        text = Box(left + height, bottom, width - height, height)
    _code(canvas, label.address, code)
    _words(canvas, label, text)


def _words(canvas: Canvas, label: Label, box: Box) -> None:
    """Write what is large in two parts of the height, and each other line in one."""
    part = box.height / (len(label.lines) + 2)
    top = box.bottom + box.height
    put(canvas, label.large, Box(box.left, top - 2 * part, box.width, 2 * part), points=1.5 * part)
    for number, line in enumerate(label.lines, 3):
        place = Box(box.left, top - number * part, box.width, part)
        put(canvas, line, place, points=min(0.7 * part, 11))


def _code(canvas: Canvas, address: str, box: Box) -> None:
    """Draw a code as large as its box allows, in the middle of it, with its white edge."""
    rows = qr.modules(address)
    side = min(box.width, box.height)
    step = side / (len(rows) + 2 * QUIET)
    left = box.left + (box.width - side) / 2 + QUIET * step
    top = box.bottom + (box.height + side) / 2 - QUIET * step
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                path.rect(left + across * step, top - (down + 1) * step, step, step)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)


def _mark(canvas: Canvas, box: Box) -> None:
    """Point at the four corners of a label, from within, so that no mark is on its neighbour."""
    canvas.setLineWidth(0.2)
    canvas.setStrokeGray(0.5)
    for x, inwards in ((box.left, MARK), (box.left + box.width, -MARK)):
        for y, upwards in ((box.bottom, MARK), (box.bottom + box.height, -MARK)):
            canvas.line(x, y, x + inwards, y)
            canvas.line(x, y, x, y + upwards)
