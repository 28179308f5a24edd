"""What a person sees when something is refused or goes wrong: what it is and what to do."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import (
    Conflict,
    Denied,
    Full,
    Invalid,
    LinliError,
    Missing,
    TooOften,
    Unavailable,
)
from linli.people.models import Person
from linli.people.signing_in import is_known_here
from linli.web.frame import Frame, frame_of
from linli.web.headers import POLICY, is_behind_a_link
from linli.web.pages import page, wants_json

log = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]
ShowAgain = Callable[[LinliError], HttpResponse]
Words = str | Promise

KINDS: tuple[tuple[type[LinliError], HTTPStatus, Words], ...] = (
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY, _("请再核对一下")),
    (TooOften, HTTPStatus.TOO_MANY_REQUESTS, _("请稍等再试")),
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

LAST_WORDS = """\
<!DOCTYPE html>
<html lang="zh-hans"><head><meta charset="utf-8"><title>邻里 Linli</title></head>
<body data-problem="went_wrong"><h1>出错了</h1>
<p>是我们出了错，已经记下来了。请稍等几秒再试。</p>
<p lang="en">Something went wrong on our side, and it was noted. Please try again in a moment.</p>
<p><a href="/">回首页 · Home</a></p></body></html>
"""
"""Said where not even the page of a problem can be made: it needs neither template nor language."""


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
    """Answer a LinliError with its sentence, so that no view has a ``try``.

    What Django refuses without a word, because of the method, gets its sentence here, too.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        told = not_so(request)
        told.headers["Allow"] = response.headers["Allow"]
        return told

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
    """Return a page, or an object for a program, that says what happened and what to do.

    Whoever is signed in keeps the menu around it. It carries the policy itself, because a
    fault may be found before the request comes to what adds it.
    """
    if request.path_info.startswith(PROGRAMS):
        return for_program(status, title=title, code=code, says=says)
    if wants_json(request):
        return JsonResponse({"code": code, "says": str(says)}, status=status)
    frame = _frame_around(request, status)
    context = {
        "title": title,
        "code": code,
        "says": says,
        "may_pass": status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        "frame": frame,
        "layout": "web/base.html" if frame is None else "web/frame.html",
    }
    response = page(request, "web/problem.html", context, status=status)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _frame_around(request: HttpRequest, status: HTTPStatus) -> Frame | None:
    """Return the frame of whoever is signed in; None for strangers, and where it cannot be had.

    Behind a secret link nobody is looked for. Where we are at fault, or too many ask, only who
    was found before is: the database may be what fails, and without it there is a plain page.
    """
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if is_behind_a_link(request) or not hasattr(request, "user"):
        return None
    if is_ours and not is_known_here(request):
        return None
    try:
        return frame_of(request)
    except Exception:
        log.exception("the page of a problem goes without its frame")
        return None


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


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is damaged; 413: it is too large."""
    if isinstance(exception, RequestDataTooBig) and not request.path_info.startswith(PROGRAMS):
        says = _("发来的内容太大，什么都没有保存。请返回上一页，少写一些，或换一个小一点的文件。")
        return problem(
            request,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            title=_("内容太大"),
            code="too_large",
            says=says,
        )
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


def not_so(request: HttpRequest) -> HttpResponse:
    """405: the address is there, and not for this."""
    says = _("这个网址不能直接打开。请返回上一页，用那里的按钮。")
    return problem(
        request, HTTPStatus.METHOD_NOT_ALLOWED, title=_("不能这样打开"), code="not_so", says=says
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # as above
    """404: no such page."""
    says = _("没有这个页面。请重新扫柜门上的二维码，或检查网址。")
    if not wants_json(request) and _frame_around(request, HTTPStatus.NOT_FOUND) is not None:
        says = _("没有这个页面。请检查网址，或用上面的菜单和“查找”找到它。")
    return problem(request, HTTPStatus.NOT_FOUND, title=_("没有找到"), code="not_found", says=says)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # as above
    """403: the form's proof that it came from our page is missing or old."""
    says = _("这一页放得太久了。请返回上一页，刷新后再试一次。")
    return problem(
        request, HTTPStatus.FORBIDDEN, title=_("请刷新页面"), code="out_of_date", says=says
    )


def went_wrong(request: HttpRequest) -> HttpResponse:
    """500: our fault, without any trace of what it was; it is told even where no page is left."""
    says = _("是我们出了错，已经记下来了。请稍等几秒再试。")
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    try:
        return problem(request, status, title=_("出错了"), code="went_wrong", says=says)
    except Exception:
        log.exception("not even the page of a fault could be made")
        return HttpResponse(LAST_WORDS, status=status, headers={"Content-Security-Policy": POLICY})
