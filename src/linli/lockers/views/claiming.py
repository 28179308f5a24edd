"""The way in for a new cabinet: it shows a claim code's proof and is told what it must know."""

import threading
from collections import deque

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linli.kernel.clock import mono_ms, now
from linli.lockers.actions import inviting
from linli.lockers.errors import BodyUnreadable, TooManyClaims
from linli.wire.claim import LARGEST, Claim

CLAIMS_A_MINUTE = 30
"""A tower has 26 cabinets at most. Guessing is hopeless anyway; this keeps the database free."""

MINUTE_MS = 60_000


class Gate:
    """Lets so many pass in a minute, in one process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._passed: deque[int] = deque()
        self._lock = threading.Lock()

    def lets_pass(self, now_ms: int) -> bool:
        """Count one who comes; say whether they may pass."""
        with self._lock:
            while self._passed and now_ms - self._passed[0] >= MINUTE_MS:
                self._passed.popleft()
            if len(self._passed) >= self._most:
                return False
            self._passed.append(now_ms)
            return True


gate = Gate(CLAIMS_A_MINUTE)


@csrf_exempt  # no cookie is looked at, so there is nothing for a forged form to ride on
@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Answer a good claim with all that the cabinet must know, as JSON."""
    if not gate.lets_pass(mono_ms()):
        raise TooManyClaims
    if len(request.body) > LARGEST:
        raise BodyUnreadable(why=f"> {LARGEST}")
    try:
        asked = msgspec.json.decode(request.body, type=Claim)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as junk:
        raise BodyUnreadable(why=str(junk)[:200]) from junk
    answer = inviting.take(asked, now=now())
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")
