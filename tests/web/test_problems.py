"""What is refused is said in a sentence, with the right status and nothing of the inside."""

from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Conflict, Denied, Full, Invalid, LinliError, Missing, Unavailable
from linli.web import problems
from linli.web.pages import page


class SoupIsCold(Conflict):
    """A fault of the soup."""

    says = _("餐到了")


def cold(request: HttpRequest) -> HttpResponse:
    """Refuse, after having promised to show the form again."""
    if "again" in request.GET:
        problems.on_refusal(
            request, lambda error: HttpResponse(f"{error} / {request.GET['again']}")
        )
    if "worse" in request.GET:
        problems.on_refusal(request, _fails_too)
    raise SoupIsCold


def _fails_too(_error: LinliError) -> HttpResponse:
    raise problems.SignInFirst


def breaks(_request: HttpRequest) -> HttpResponse:
    """Be at fault."""
    secret = "postgresql://linli:hunter2@db"  # noqa: S105  # what must not show
    raise RuntimeError(secret)


def shows(request: HttpRequest) -> HttpResponse:
    """Show a page."""
    return page(request, "portal/welcome.html", {"here": "/somewhere"})


urlpatterns = [path("cold", cold), path("breaks", breaks), path("shows", shows)]
handler404 = "linli.web.problems.not_found"
handler500 = "linli.web.problems.went_wrong"

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Invalid, 422),
        (Denied, 403),
        (Missing, 404),
        (Conflict, 409),
        (Full, 409),
        (Unavailable, 503),
    ],
)
def test_each_kind_has_its_status(rf: RequestFactory, kind: type[LinliError], status: int) -> None:
    class Odd(kind):  # type: ignore[valid-type, misc]  # any of them
        says = _("餐到了")

    answer = problems.answer(rf.get("/"), Odd())

    assert answer.status_code == status
    assert 'data-problem="odd"' in answer.content.decode()
    assert "餐到了" in answer.content.decode()


def test_the_sentence_is_in_the_readers_language(client: Client) -> None:
    chinese = client.get("/cold").content.decode()
    english = client.get("/cold", headers={"accept-language": "en"}).content.decode()

    assert "慢了一步" in chinese
    assert "Somebody was first" in english
    assert "meal stored" in english


def test_a_program_gets_an_object(client: Client) -> None:
    answer = client.get("/cold", headers={"accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json() == {"code": "soup_is_cold", "says": "餐到了"}


def test_a_page_that_asked_for_it_is_shown_again(client: Client) -> None:
    answer = client.get("/cold?again=typed")

    assert answer.status_code == 409
    assert answer.content.decode() == "餐到了 / typed"


def test_where_the_page_itself_is_refused_that_is_said(client: Client) -> None:
    answer = client.get("/cold?worse=1")

    assert answer.status_code == 403
    assert "要先登录" in answer.content.decode()


def test_a_fault_of_ours_shows_nothing_of_the_inside(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/breaks")

    text = answer.content.decode()
    assert answer.status_code == 500
    assert "是我们出了错" in text
    assert "再试一次" in text
    for inside in ("hunter2", "RuntimeError", "Traceback", "django"):
        assert inside not in text


def test_a_program_is_told_of_a_fault_too(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/breaks", headers={"accept": "application/json"})

    assert answer.json()["code"] == "went_wrong"


def test_an_address_that_is_none_says_what_to_do(client: Client) -> None:
    answer = client.get("/wp-admin.php")

    assert answer.status_code == 404
    assert "请重新扫柜门上的二维码" in answer.content.decode()


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (problems.not_understood, HTTPStatus.BAD_REQUEST, "不完整"),
        (problems.not_allowed, HTTPStatus.FORBIDDEN, "权限"),
        (problems.not_found, HTTPStatus.NOT_FOUND, "没有这个页面"),
    ],
)
def test_what_django_refuses_is_said_in_our_words(
    rf: RequestFactory, answer: object, status: HTTPStatus, words: str
) -> None:
    assert callable(answer)
    said = answer(rf.get("/"), Exception("internal"))

    assert said.status_code == status
    assert words in said.content.decode()
    assert "internal" not in said.content.decode()


def test_htmx_is_told_which_part_it_wants_and_where_it_is_now(client: Client) -> None:
    whole = client.get("/shows")
    part = client.get("/shows", headers={"hx-request": "true"})

    assert "HX-Replace-Url" not in whole.headers
    assert part.headers["HX-Replace-Url"] == "/somewhere"
    assert part.headers["HX-Reselect"] == "#page > *"


def test_every_answer_carries_the_policy(client: Client) -> None:
    for where in ("/shows", "/cold", "/nowhere"):
        policy = client.get(where).headers["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("query", ["lang=fr", "lang=", "big=2", "lang=../../etc", "big=1%00"])
def test_a_look_that_is_none_is_not_taken(client: Client, query: str) -> None:
    answer = client.get(f"/shows?{query}")

    assert answer.status_code == 200
    assert not answer.cookies


def test_a_look_counts_at_once_and_later(client: Client) -> None:
    at_once = client.get("/shows?lang=en&big=1").content.decode()
    later = client.get("/shows").content.decode()

    assert 'lang="en" class="large"' in at_once
    assert 'lang="en" class="large"' in later
    assert 'class="large"' not in client.get("/shows?big=0").content.decode()


def test_no_page_repeats_a_path_that_is_longer_than_ours(client: Client) -> None:
    answer = client.get("/" + "x" * 5000)

    assert b"xxxx" not in answer.content
