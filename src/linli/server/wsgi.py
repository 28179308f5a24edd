"""The pages, as the web server calls them."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.server.settings")

from django.core.wsgi import get_wsgi_application  # the settings come first
from django.http import HttpResponse

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request; a page is handed over whole.

    As a list, that is: granian streams anything else through a channel of its own, piece by
    piece. Source: docs/decisions/0006.
    """
    response = _django(environ, start_response)
    if not isinstance(response, HttpResponse):
        return response
    try:
        return [response.content]
    finally:
        response.close()
