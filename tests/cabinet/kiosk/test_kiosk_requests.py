"""The screen's page is this machine's own: whom it answers, and what it never says."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.cabinet.kiosk.standing import Standing

import linli.cabinet.kiosk
from linli.cabinet.config import Compartment
from linli.cabinet.kiosk import qr
from linli.cabinet.kiosk.showing import doors
from linli.cabinet.kiosk.words import WORDS
from linli.wire.messages import Size

HERE = Path(linli.cabinet.kiosk.__file__).parent


@pytest.fixture
def browser(cabinet: Standing) -> Iterator[httpx.Client]:
    """Give what the page itself would send."""
    with httpx.Client(base_url=cabinet.site, headers={"origin": cabinet.site}) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/kiosk.css", "/kiosk.js", "/setup", "/state"])
def test_every_answer_forbids_the_browser_all_that_the_page_does_not_need(
    browser: httpx.Client, path: str
) -> None:
    answer = browser.get(path)

    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:{port}"},
        {"host": "127.0.0.1:1"},
        {"host": "127.0.0.1"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:{port}"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_page_is_refused(cabinet: Standing, method: str, headers: dict[str, str]) -> None:
    port = cabinet.site.rpartition(":")[2]
    said = {name: value.format(port=port) for name, value in headers.items()}
    path = "/state" if method == "GET" else "/typed"

    answer = httpx.request(method, cabinet.site + path, headers=said, content='{"code":"1"}')

    assert answer.status_code == 403
    assert answer.content == b""


def test_a_code_without_an_origin_is_from_no_browser(cabinet: Standing) -> None:
    assert httpx.post(f"{cabinet.site}/typed", content='{"code":"12345678"}').status_code == 403


def test_the_page_may_be_asked_for_by_either_of_its_names(cabinet: Standing) -> None:
    port = cabinet.site.rpartition(":")[2]

    answer = httpx.get(f"{cabinet.site}/state", headers={"host": f"localhost:{port}"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b'{"code":12345678}', 400),
        (b'{"code":"' + b"1" * 300 + b'"}', 413),
        (b'{"code":"1"}', 200),
    ],
)
def test_junk_instead_of_a_code_is_refused(browser: httpx.Client, body: bytes, status: int) -> None:
    assert browser.post("/typed", content=body).status_code == status


def test_only_what_the_page_asks_is_there(browser: httpx.Client) -> None:
    assert browser.get("/typed").status_code == 405
    assert browser.post("/state").status_code == 405
    assert browser.get("/journal").status_code == 404


def test_the_screen_names_no_deposit_no_code_and_no_verifier(
    cabinet: Standing, browser: httpx.Client
) -> None:
    comp = cabinet.stores("0000000000001", "12345678")
    browser.post("/typed", json={"code": "12345678"})
    cabinet.until(lambda: cabinet.is_open(comp))

    said = browser.get("/state").text + browser.get("/setup").text + browser.get("/").text

    for secret in ("0000000000001", "12345678", "verifier"):
        assert secret not in said


def test_a_qr_is_drawn_once_and_sent_to_who_has_not_seen_it(browser: httpx.Client) -> None:
    first = browser.get("/state").json()
    again = browser.get("/state", params={"tick": first["tick"]}).json()

    assert re.fullmatch("[0-9a-f]{16}", first["tick"])
    assert first["qr"].startswith("<svg")
    assert again["tick"] == first["tick"]
    assert again["qr"] == ""
    assert first["qr"] == qr.svg(f"https://linli.example/c/HK-A?t={first['tick']}")


def test_a_cabinet_that_hears_no_server_says_that_it_is_offline(browser: httpx.Client) -> None:
    state = browser.get("/state").json()

    assert state["online"] is False
    assert state["free"] == {"S": 6, "M": 12, "L": 0}
    assert state["moving"] == []
    assert state["told"] is None


def test_where_a_door_is_low_one_must_bend() -> None:
    placed = [Compartment(n, Size.S, True, True, column=1, row=n) for n in range(1, 7)]  # noqa: FBT003  # as fitted
    unplaced = [Compartment(7, Size.S, True, True)]  # noqa: FBT003  # as fitted

    assert [one["number"] for one in doors([*placed, *unplaced]) if one["low"]] == [5, 6]


def test_both_languages_say_the_same_things() -> None:
    chinese, english = WORDS["zh"], WORDS["en"]
    blanks = re.compile(r"\{(\w+)\}")

    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert sorted(blanks.findall(text)) == sorted(blanks.findall(english[key])), key
        assert text
        assert english[key]


def test_the_page_has_words_for_all_it_says() -> None:
    page, script = (HERE / "page.html").read_text(), (HERE / "kiosk.js").read_text()
    said = {*re.findall(r'data-say="(\w+)"', page), *re.findall(r'say\("(\w+)"', script)}

    assert said
    assert said <= WORDS["zh"].keys()
