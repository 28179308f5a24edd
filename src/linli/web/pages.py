"""Two ways to answer with a page: rendered anew, or kept and filled in."""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape
from django.utils.translation import get_language

from linli.people.signing_in import is_known_here
from linli.web.frame import frame_of
from linli.web.look import is_large, scheme_of


def asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks, which puts the answer into the page that is already there."""
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks rather than a person."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


LONGEST_PATH = 200
"""Characters. None of ours is longer, and a page does not repeat a longer one to its reader."""

PANE = "phone"
"""What a page calls the part of it that another page is shown in whole: its address stays."""

PART = "#page > *"
"""What htmx takes from a page and puts into the one that is there."""


PAGES_KEPT = 1_536
"""Of a few kB each: every stage of ten cabinets' doors, in two languages, sizes and so on."""

_BLANK = re.compile("\x00([a-z]+)\x00")
"""A character that no page has; escaping leaves it alone."""


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Answer with a whole page; htmx takes from it the part that it puts into the old one.

    ``context`` may name ``here``, the address under which the page can be read again, which
    the browser then shows; without it that is the address asked for.
    """
    path = request.path if len(request.path) <= LONGEST_PATH else "/"
    everything = {
        "here": path,
        "large": is_large(request),
        "frame": SimpleLazyObject(lambda: frame_of(request)),  # asked only by pages that have one
        "scheme": scheme_of(request),
        "is_known": is_known_here(request),
        **context,
    }
    response = render(request, template, everything, status=status)
    _put_in_place(request, response, here=context.get("here"))
    return response


def kept_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Hashable],
    blanks: Mapping[str, str],
    *,
    here: str,
) -> HttpResponse:
    """Answer as ``page`` does, with a page that was rendered before and is filled in.

    For what very many ask for: filling in takes a tenth of the time. Source: decision 0006.

    Args:
        request: whose language and size of text count; the template must not read it.
        template: its name.
        context: what decides how the page looks.
        blanks: what the template only prints, or asks whether it is there.
        here: as in ``page``; a blank too.
    """
    blanks = {**blanks, "here": here}
    pieces = _pieces(
        template,
        get_language(),
        is_large(request),
        scheme_of(request),
        frozenset(context.items()),
        frozenset((name, bool(value)) for name, value in blanks.items()),
    )
    filled = [escape(blanks[one]) if at % 2 else one for at, one in enumerate(pieces)]
    response = HttpResponse("".join(filled))
    _put_in_place(request, response, here=here)
    return response


@lru_cache(maxsize=PAGES_KEPT)
def _pieces(
    template: str,
    language: str | None,  # noqa: ARG001  # rendering looks it up; here it tells pages apart
    large: bool,  # noqa: FBT001  # one of the things that tell pages apart
    scheme: str,
    context: frozenset[tuple[str, Hashable]],
    blanks: frozenset[tuple[str, bool]],
) -> list[str]:
    """Return a page cut at its blanks: text, name of a blank, text, and so on."""
    marks = {name: f"\x00{name}\x00" if is_there else "" for name, is_there in blanks}
    html = render_to_string(template, {"large": large, "scheme": scheme, **dict(context), **marks})
    return _BLANK.split(html)


def _put_in_place(request: HttpRequest, response: HttpResponse, *, here: object) -> None:
    """Tell htmx which part to take, and which address the browser then shows."""
    if asks_for_a_part(request) and request.headers.get("HX-Target") != PANE:
        # Said here and not only on the page: what asked may have been replaced meanwhile.
        response.headers["HX-Reselect"] = PART
        if here is not None:
            response.headers["HX-Replace-Url"] = str(here)
