"""What a request may try at every address: forged forms, long bodies, other hosts, other sites."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.auth.hashers import is_password_usable, make_password
from django.http.cookie import SimpleCookie
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.test import Client
from django.urls import reverse
from tests.server.matrix_people import ELSEWHERE
from tests.server.matrix_rules import Wall
from tests.server.matrix_table import TABLE
from tests.server.matrix_world import World, standing_world, undone

from linli.kernel.codes import ALPHABET, PICKUP_CODE_DIGITS
from linli.people.actions import make_sign_in_link
from linli.people.actions.factors import RECOVERY_LENGTH
from linli.people.actions.phone_codes import CODE_DIGITS
from linli.people.models import Grant, Person
from linli.web.uploads import LARGEST_BODY

SOMEWHERE_ELSE = "https://evil.example/"
FROM_THERE = {"HTTP_REFERER": SOMEWHERE_ELSE, "HTTP_X_FORWARDED_HOST": "evil.example"}
NEXTS = ("next", "next_url", "return", "return_to", "redirect", "redirect_to", "url", "continue")


@pytest.fixture
def world(db: None, now: datetime) -> Iterator[World]:
    """Everybody who may come."""
    with standing_world(now) as made:
        yield made


def posts() -> list[Wall]:
    """One line for each address that takes a form."""
    return list({wall.name: wall for wall in TABLE if wall.post is not None}.values())


def test_a_form_that_did_not_come_from_our_page_does_nothing(world: World) -> None:
    world.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for wall in posts():
        with undone():
            answer = world.ask("steward", "POST", wall.path(world), told=wall.headers(world))

        refused = answer.status_code == 403 and 'data-problem="out_of_date"' in (
            answer.content.decode()
        )
        assert refused is not bool(wall.free), wall.name


def test_a_form_from_another_site_does_nothing_even_with_a_token(world: World) -> None:
    world.client = Client(enforce_csrf_checks=True)
    token = CSRF_ALLOWED_CHARS[0] * CSRF_SECRET_LENGTH
    world.client.cookies = SimpleCookie(
        {settings.SESSION_COOKIE_NAME: world.cookies["steward"], settings.CSRF_COOKIE_NAME: token}
    )
    where, form = reverse("portal:end_others"), {"csrfmiddlewaretoken": token}

    with undone():
        forged = world.client.post(where, form, HTTP_ORIGIN=SOMEWHERE_ELSE.rstrip("/"))
        ours = world.client.post(where, form)

    assert (forged.status_code, ours.status_code) == (403, 302)


def test_what_needs_no_such_token_does_not_look_at_who_is_signed_in() -> None:
    free = [wall for wall in TABLE if wall.free and wall.post is not None]

    assert free
    assert all(wall.post is not None and wall.post.is_alike for wall in free)


def test_nobody_is_sent_to_another_site(world: World) -> None:
    wish = dict.fromkeys(NEXTS, SOMEWHERE_ELSE)
    for wall in TABLE:
        path = wall.path(world) + ("&" if wall.query else "?") + f"next={SOMEWHERE_ELSE}"
        for method, rule in (("GET", wall.get), ("POST", wall.post)):
            if rule is None:
                continue
            with undone():
                answer = world.ask(
                    "steward",
                    method,
                    path,
                    {**wall.body(world, "steward"), **wish},
                    FROM_THERE | wall.headers(world),
                )
            to = answer.headers.get("Location", "/")
            assert to.startswith("/"), (wall.name, to)
            assert not to.startswith(("//", "/\\")), (wall.name, to)
            assert "evil.example" not in answer.headers.get("HX-Redirect", "")
            assert b'href="https://evil' not in answer.content, wall.name


def test_a_form_that_is_too_long_is_refused_everywhere(world: World) -> None:
    long = {"reason": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    many = {f"f{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    read = set()
    for wall in posts():
        for form in (long, many):
            with undone():
                body = {**wall.body(world, "steward"), **form}
                answer = world.ask("steward", "POST", wall.path(world), body, wall.headers(world))
            assert answer.status_code < 500, wall.name
            read.add((wall.name, answer.status_code))

    refused = {name for name, status in read if status == 400}
    assert len(refused) >= 20, "every address that reads a form, once it reads it"


def test_a_body_is_refused_by_what_it_says_it_is_before_it_is_read(world: World) -> None:
    answer = world.client.generic(
        "POST",
        reverse("portal:places_import"),
        b"--x--",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(LARGEST_BODY + 1),
        HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}={world.cookies['steward']}",
    )

    assert answer.status_code == 413


def test_another_host_s_name_is_not_ours(world: World) -> None:
    for host in ("evil.example", "evil.example:443", "127.0.0.1.evil.example", "a b"):
        for path in ("/", "/signin", "/health/live", reverse("portal:account")):
            answer = world.client.get(path, HTTP_HOST=host)
            assert answer.status_code == 400, (host, path)
            assert "evil" not in answer.content.decode()


def test_a_proxy_s_words_from_a_stranger_change_nothing(world: World) -> None:
    said = {
        "HTTP_X_FORWARDED_FOR": "127.0.0.1",
        "HTTP_X_REAL_IP": "127.0.0.1",
        "HTTP_X_FORWARDED_USER": "steward",
        "HTTP_REMOTE_USER": "steward",
        "HTTP_X_ORIGINAL_URL": "/board/",
        "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    }

    assert world.ask("anonymous", "GET", reverse("metrics"), told=said).status_code == 404
    assert world.ask("anonymous", "GET", reverse("lockers:board"), told=said).status_code == 403
    assert world.ask("anonymous", "GET", reverse("portal:sign_out"), told=said).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/static/",
        "/static/../secrets.json",
        "/static/%2e%2e/secrets.json",
        "/admin/",
        "/api/",
        "/docs",
        "/server-status",
        "/debug",
        "/linli.toml",
        "/a/../../etc/passwd",
        "/c/..%2f..%2fetc",
        "//evil.example/..",
        "/people/1/",
        "/%00",
        "/" + "a" * 5_000,
    ],
)
def test_what_is_no_page_is_not_found(world: World, path: str) -> None:
    answer = world.client.get(path, REMOTE_ADDR=ELSEWHERE)

    assert answer.status_code == 404
    text = answer.content.decode()
    assert "Traceback" not in text
    assert "Django" not in text
    assert "root:" not in text


def test_a_fault_shows_nothing_of_the_inside_on_any_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object, **_named: object) -> None:
        msg = "the inside: SELECT secret FROM /srv/linli"
        raise RuntimeError(msg)

    monkeypatch.setattr("linli.people.signing_in.get_user", breaks)
    broken = 0
    for wall in TABLE:
        for method, rule in (("GET", wall.get), ("POST", wall.post)):
            if rule is None or rule.is_alike:
                continue
            answer = world.ask("steward", method, wall.path(world))
            text = answer.content.decode()
            assert answer.status_code == 500, wall.name
            assert not [one for one in ("inside", "SELECT", "/srv", "Traceback") if one in text]
            broken += 1

    assert broken > 50, "every page that asks who is there"


def test_a_path_s_parts_are_no_sql(world: World) -> None:
    for text in ("'", '"', "1 OR 1=1", "BAIYULAN'--", "%' OR '1'='1", "\\", "x;DROP TABLE a"):
        for name, key in (
            ("portal:place", "code"),
            ("lockers:courier", "cabinet"),
            ("lockers:owner", "token"),
        ):
            path = reverse(name, kwargs={key: text})
            assert world.ask("steward", "GET", path).status_code == 404, (name, text)
        path = reverse("portal:history", kwargs={"kind": "cabinet", "name": text})
        assert world.ask("steward", "GET", path).status_code == 404
        answer = world.ask("steward", "GET", reverse("portal:places") + f"?q={text}")
        assert answer.status_code in {200, 400}


def test_nobody_has_a_password_and_one_would_be_kept_by_argon2(world: World) -> None:
    assert not [one.handle for one in Person.objects.all() if one.has_usable_password()]
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert not is_password_usable(make_password(None))


def test_a_session_key_that_somebody_chose_is_not_taken(world: World) -> None:
    world.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: "chosen" * 5})
    answer = world.client.get(reverse("portal:account"))

    assert answer.status_code == 403
    assert "chosen" not in str(answer.cookies.get(settings.SESSION_COOKIE_NAME, ""))


def test_keys_of_sessions_are_long_and_never_the_same(world: World) -> None:
    keys = set(world.cookies.values())

    assert len(keys) == len(world.cookies)
    assert all(len(key) >= 32 for key in keys), "32 of 36 signs: 165 bits"


def test_who_signs_in_gets_a_new_session_and_the_old_one_is_worth_nothing(world: World) -> None:
    key = "k" * 32
    make_sign_in_link(person=world.people["nobody"], token=key, now=world.now)
    before = world.cookies["nobody"]
    world.client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: before})

    assert world.client.post(reverse("portal:start"), {"k": key}).status_code == 302

    assert world.client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert world.ask("nobody", "GET", reverse("portal:account")).status_code == 403


def test_a_form_sets_nothing_that_it_is_not_for(world: World) -> None:
    before = Person.objects.values("handle", "phone_index", "left_at", "password").get(
        pk=world.people["nobody"].pk
    )
    grants = Grant.objects.count()
    extra = {"handle": "root", "is_staff": "1", "role": "steward", "place": "HONGKOU", "id": "1"}
    extra |= {"left_at": "2026-01-01", "password": "x", "phone_index": "0"}

    answer = world.ask("nobody", "POST", reverse("portal:my_name"), {"name": "新名", **extra})

    assert answer.status_code == 302
    after = Person.objects.values(*before).get(pk=world.people["nobody"].pk)
    assert (after, Grant.objects.count()) == (before, grants)


def test_codes_are_long_enough() -> None:
    """Source: OWASP ASVS 5.0, 6.5.4: 20 bits, for which it counts six digits."""
    assert CODE_DIGITS >= 6
    assert len(ALPHABET) ** RECOVERY_LENGTH >= 2**20
    assert 10**PICKUP_CODE_DIGITS >= 2**20


def test_personal_pages_are_kept_by_no_browser(world: World) -> None:
    for wall in TABLE:
        if wall.get is None or wall.here or wall.name in {"live", "ready"}:
            continue
        if wall.key or "steward" not in wall.get.who:
            continue
        answer = world.ask("steward", "GET", wall.path(world))
        is_page = answer.status_code == 200 and wall.name not in {
            "lockers:courier",
            "lockers:by_code",
            "buildings:programme_calendar",
            "buildings:hours_feed",
            "buildings:occasion_photo",
        }
        if is_page:
            assert "no-store" in answer.headers.get("Cache-Control", ""), wall.name
