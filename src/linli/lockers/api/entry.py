"""Where the food platforms' computers come in: what answers them is loaded when the first one asks.

The library behind it costs 0.2 s and 10 MB, which the pages of a house without platforms need
not pay. Source: docs/decisions/0019.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # no cookie is looked at, so there is nothing for a forged form to ride on
def platforms(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Answer one call of ``/api/v1``."""
    from linli.lockers.api.platforms import dispatch  # noqa: PLC0415  # see above

    return dispatch(request, rest)
