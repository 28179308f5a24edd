"""Who a request is from: the browser's session, held against what stands of its sign-in.

A session alone lets nobody in. Its sign-in must stand, not be too old or too long idle, and show
a second factor where there is one; until then the request is a stranger's.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user, login, logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from linli.kernel import clock
from linli.people.actions.sign_ins import begin_sign_in, end_here, mark_seen
from linli.people.enums import SignInWay
from linli.people.errors import PageUnknown
from linli.people.models import Person
from linli.people.queries import sign_in_of
from linli.people.rules.sessions import SEEN_EVERY, Standing, standing

Answer = Callable[[HttpRequest], HttpResponse]

BACKEND = "django.contrib.auth.backends.ModelBackend"

_HALF = "linli.half_signed_in"
_WAY = "linli.sign_in_way"
_KNOWN = "linli.is_known"


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Somebody who still has to show, or to set up, a second factor."""

    person: Person
    standing: Standing


class SignInMiddleware:
    """Let ``request.user`` be who is wholly signed in. It stands behind Django's own.

    Nothing is asked of the database before somebody looks at ``request.user``.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        request.user = SimpleLazyObject(lambda: _who(request))  # type: ignore[assignment]  # as Django's own middleware
        return self.get_response(request)


def enter(request: HttpRequest, person: Person, way: SignInWay) -> None:
    """Sign somebody in, in this browser; whoever was signed in before is not any more.

    Django would keep the session of somebody who signs in once more.
    """
    logout(request)
    request.META[_WAY] = way
    login(request, person, backend=BACKEND)


def half_signed_in(request: HttpRequest) -> HalfSignedIn | None:
    """Return who still has to show or set up a second factor in this browser, or None."""
    bool(request.user.is_authenticated)  # finds out
    found: HalfSignedIn | None = request.META.get(_HALF)
    return found


def is_known_here(request: HttpRequest) -> bool:
    """Tell whether this request was found to be from somebody who is signed in.

    A page that asked for nobody is the same for everybody: it is not asked for its sake.
    """
    return _KNOWN in request.META


def person_setting_up(request: HttpRequest) -> Person:
    """Return who may set up second factors: who is signed in, or must have one to be.

    Raises:
        PageUnknown: nobody is, or the one who is must show a second factor first.
    """
    if isinstance(request.user, Person):
        return request.user
    half = half_signed_in(request)
    if half is None or half.standing is not Standing.UNFIT:
        raise PageUnknown
    return half.person


def session_key(request: HttpRequest) -> str:
    """Return the key of this browser's session."""
    return request.session.session_key or ""


def _who(request: HttpRequest) -> Person | AnonymousUser:
    user = get_user(request)
    if not isinstance(user, Person):
        return AnonymousUser()
    now = clock.now()
    known = sign_in_of(user, session_key=session_key(request), now=now)
    if known is None:
        request.session.flush()
        return AnonymousUser()
    is_required = settings.STAFF_SECOND_FACTOR or known.needs_factor
    found = standing(known.seen, is_factor_required=is_required, now=now)
    if found is Standing.ENDED:
        end_here(session_key(request))
        request.session.flush()
        return AnonymousUser()
    if not _asks_by_itself(request) and now - known.seen.seen_at >= SEEN_EVERY:
        mark_seen(known.number, now=now)
    if found is Standing.GOOD:
        request.META[_KNOWN] = True
        return user
    request.META[_HALF] = HalfSignedIn(user, found)
    return AnonymousUser()


def _asks_by_itself(request: HttpRequest) -> bool:
    """Whether a page asks on its own: a board that nobody looks at is nobody's presence."""
    return request.method == "GET" and request.headers.get("HX-Request") == "true"


def _begin(sender: object, request: HttpRequest, user: Person, **_given: object) -> None:  # noqa: ARG001  # Django gives it
    begin_sign_in(
        person=user,
        session_key=session_key(request),
        way=request.META.get(_WAY, SignInWay.LINK),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        now=clock.now(),
    )


def _end(sender: object, request: HttpRequest, **_given: object) -> None:  # noqa: ARG001  # Django gives it
    end_here(session_key(request))


def connect() -> None:
    """Keep count of whoever signs in and out by Django's hand, however they came."""
    user_logged_in.connect(_begin, dispatch_uid="linli.people.begin")
    user_logged_out.connect(_end, dispatch_uid="linli.people.end")
