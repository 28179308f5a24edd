"""What a person sees when something is refused or goes wrong: what it is and what to do."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, LinliError, Missing, Unavailable
from linli.people.models import Person
from linli.web.pages import page, wants_json

Answer = Callable[[HttpRequest], HttpResponse]
ShowAgain = Callable[[LinliError], HttpResponse]
Words = str | Promise

KINDS: tuple[tuple[type[LinliError], HTTPStatus, Words], ...] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY, _("请再核对一下")),
    (Denied, HTTPStatus.FORBIDDEN, _("不能这样做")),
    (Missing, HTTPStatus.NOT_FOUND, _("没有找到")),
    (Conflict, HTTPStatus.CONFLICT, _("慢了一步")),
    (Full, HTTPStatus.CONFLICT, _("已经满了")),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE, _("暂时用不了")),
)
"""Each kind of error: its status and its title."""

PROGRAMS = "/api/v1/"
"""Below this address nobody is a person: refusals follow RFC 9457."""

_SHOW_AGAIN = "linli.show_again"


class SignInFirst(Denied):
    """A page for people we know, asked for by someone we do not know yet."""

    says = _("这一页要先登录。请打开启动 Linli 时显示的登录链接，或请管理员发一个给您。")


def known_person(request: HttpRequest) -> Person | None:
    """Return who is signed in, or None."""
    return request.user if isinstance(request.user, Person) else None


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in.

    Raises:
        SignInFirst: nobody is.
    """
    person = known_person(request)
    if person is None:
        raise SignInFirst
    return person


class ProblemsMiddleware:
    """Answer a LinliError with its sentence, so that no view has a ``try``."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a view that refused; any other exception is a fault and goes on."""
        return answer(request, exception) if isinstance(exception, LinliError) else None


def on_refusal(request: HttpRequest, show_again: ShowAgain) -> None:
    """Let ``show_again`` answer if what this view does next is refused, given the error.

    So nothing that was typed is lost: the view shows its form again, filled as it was.
    """
    request.META[_SHOW_AGAIN] = show_again


def answer(request: HttpRequest, error: LinliError) -> HttpResponse:
    """Return what a person, or a program, is told of an error.

    A view that asked for it shows its page again; where it cannot, because the page itself
    is refused, the error is all there is to show.
    """
    status, title = next(
        (status, title) for kind, status, title in KINDS if isinstance(error, kind)
    )
    show_again: ShowAgain | None = request.META.pop(_SHOW_AGAIN, None)
    if wants_json(request) or show_again is None:
        return problem(request, status, title=title, code=error.code, says=str(error))
    try:
        response = show_again(error)
    except LinliError as other:
        return answer(request, other)
    response.status_code = status
    return response


def problem(
    request: HttpRequest, status: HTTPStatus, *, title: Words, code: str, says: Words
) -> HttpResponse:
    """Return a page, or an object for a program, that says what happened and what to do."""
    if request.path_info.startswith(PROGRAMS):
        return for_program(status, title=title, code=code, says=says)
    if wants_json(request):
        return JsonResponse({"code": code, "says": str(says)}, status=status)
    context = {
        "title": title,
        "code": code,
        "says": says,
        "may_pass": status >= HTTPStatus.INTERNAL_SERVER_ERROR,
    }
    return page(request, "web/problem.html", context, status=status)


def for_program(
    status: HTTPStatus, *, title: Words, code: str, says: Words, **more: object
) -> HttpResponse:
    """Return an object after RFC 9457; its type leads to what the documentation says of it."""
    content = {
        "type": f"/api/docs#{code}",
        "title": str(title),
        "status": int(status),
        "detail": str(says),
        "code": code,
        **more,
    }
    return JsonResponse(content, status=status, content_type="application/problem+json")


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django gives it; the reader must not see it
    """400: the request itself is damaged or too large."""
    says = _("这个请求不完整，或者太大。请返回上一页再试一次。")
    return problem(
        request, HTTPStatus.BAD_REQUEST, title=_("没有看懂"), code="not_understood", says=says
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # as above
    """403, from Django itself."""
    says = _("这里需要先登录，或者您没有这里的权限。")
    return problem(
        request, HTTPStatus.FORBIDDEN, title=_("不能这样做"), code="not_allowed", says=says
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # as above
    """404: no such page."""
    says = _("没有这个页面。请重新扫柜门上的二维码，或检查网址。")
    return problem(request, HTTPStatus.NOT_FOUND, title=_("没有找到"), code="not_found", says=says)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # as above
    """403: the form's proof that it came from our page is missing or old."""
    says = _("这一页放得太久了。请返回上一页，刷新后再试一次。")
    return problem(
        request, HTTPStatus.FORBIDDEN, title=_("请刷新页面"), code="out_of_date", says=says
    )


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500: our fault, without any trace of what it was."""
    says = _("是我们出了错，已经记下来了。请稍等几秒再试。")
    return problem(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        title=_("出错了"),
        code="went_wrong",
        says=says,
    )
