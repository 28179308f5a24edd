"""Logs: a line of JSON an event, found again by request, and without anything that is a secret."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.server import logs
from linli.server.requests import RequestMiddleware

SECRETS = {
    "phone": "13812345678",
    "phone with a country": "+86 138-1234-5678",
    "phone in groups": "138 1234 5678",
    "pickup code": "48201735",
    "pickup code as shown": "4820 1735",
    "login code": "验证码：482017",
    "owner's link": "/p/7QJ4ZKX0W3M9P:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg",
    "courier's link": "/d/7QJ4ZKX0W3M9P:zzz",
    "signed token": "7QJ4ZKX0W3M9P:AbCdEfGhIjKlMnOpQrStUvWxYz0",
    "sign-in link": "/start?k=tanEf38x0uSmkkrHI40cGmF-pbvURBU0",
    "sign-in token": "tanEf38x0uSmkkrHI40cGmF-pbvURBU0",
    "bearer": "Authorization: Bearer abc.def",
    "cookie": "__Host-linli_session=abcdef",
    "session key": "k3j4h5g6f7d8s9a0q1w2e3r4t5y6u7i8",
    "key in hex": "0123456789abcdef" * 4,
    "seed": "SUAL5EXGEYXVJQ2JPMRS3YGQJYPBNTQ4HZVWZC2K7OUUMDFCBYHJZ4KXQM",
    "grant": "AAEC" * 40,
    "claim code": "7QJ4Z-KX0W3-M9PAB-CDEFG",
    "database": "postgresql://linli:hunter2@db.example.cn/linli",
    "identity card": "31010919900101123X",
    "mail": "wang@example.cn",
}
HARMLESS = (
    "withdrew 3 forgotten deposits",
    "HK-01: directive 12 waits",
    "batch of 500 in 1772424000123 ms at port 65535, process 4194304",
    "test_what_was_made_ready_is_found_again_however_the_last_start_ended",
    "2026-03-02 12:00:00,123",
    "deposit 7QJ4ZKX0W3M9P",
)


@pytest.fixture(params=["json", "lines"])
def said(request: pytest.FixtureRequest) -> io.StringIO:
    """Where a logger called "care" writes, set up as the installation's are."""
    settings = logs.settings(request.param, "INFO")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(settings["formatters"]["chosen"]["()"]())
    logger = logging.getLogger("care")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel("INFO")
    return stream


@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_is_written_however_it_comes_to_the_log(said: io.StringIO, kind: str) -> None:
    secret, log = SECRETS[kind], logging.getLogger("care")
    log.info(f"formatted before: {secret}")  # noqa: G004  # what somebody might write
    log.info("given beside: %s", secret)
    try:
        raise ValueError(f"in an error: {secret}")  # noqa: EM102, TRY003, TRY301  # as above
    except ValueError:
        log.exception("went wrong")

    written = said.getvalue()
    core = secret.rpartition("?k=")[2].rpartition("/")[2] if "link" in kind else secret
    assert "went wrong" in written
    for part in (secret, core):
        assert part not in written


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert logs.redact(text) == text


def test_the_password_of_a_database_goes_and_its_address_stays() -> None:
    assert logs.redact(SECRETS["database"]) == "postgresql://…@db.example.cn/linli"


def test_a_line_of_json_says_what_happened_to_which_cabinet_for_which_request() -> None:
    record = logging.LogRecord("linli.x", logging.WARNING, "", 0, "%s is %s", ("a", "b"), None)
    token = logs.current.set(logs.About("r-1", "HK-01"))
    line = json.loads(logs.JsonFormatter().format(record))
    logs.current.reset(token)

    assert line.pop("at").endswith("+00:00")
    assert line.pop("process") > 0
    assert line == {
        "level": "WARNING",
        "logger": "linli.x",
        "event": "%s is %s",
        "says": "a is b",
        "request": "r-1",
        "cabinet": "HK-01",
    }


def test_a_cabinet_that_a_line_names_itself_comes_before_the_request_s() -> None:
    record = logging.LogRecord("linli.x", logging.INFO, "", 0, "acked", (), None)
    record.cabinet = "HK-02"

    assert json.loads(logs.JsonFormatter().format(record))["cabinet"] == "HK-02"


@pytest.mark.parametrize("formatter", [logs.LineFormatter, logs.JsonFormatter])
def test_nobody_who_is_quoted_writes_a_line_of_the_log(formatter: type[logging.Formatter]) -> None:
    said = "x\n2026-03-02 INFO linli all is well\r\u2028\x1b[2K"
    record = logging.LogRecord("linli.x", logging.INFO, "", 0, "not found: %s", (said,), None)

    line = formatter().format(record)

    assert not {"\n", "\r", "\x1b"} & set(line)
    assert "all is well" in line


def test_a_line_for_people_ends_with_the_request_it_belongs_to() -> None:
    record = logging.LogRecord("linli.x", logging.INFO, "", 0, "acked", (), None)
    token = logs.current.set(logs.About("r-1"))

    assert logs.LineFormatter().format(record).endswith("INFO linli.x acked [r-1]")

    logs.current.reset(token)
    assert logs.LineFormatter().format(record).endswith("INFO linli.x acked")


@pytest.mark.parametrize(
    ("wished", "is_terminal", "formatter"),
    [
        ("auto", True, logs.LineFormatter),
        ("auto", False, logs.JsonFormatter),
        ("json", True, logs.JsonFormatter),
        ("lines", False, logs.LineFormatter),
    ],
)
def test_a_terminal_is_given_lines_and_a_file_json_unless_told(
    monkeypatch: pytest.MonkeyPatch, wished: str, *, is_terminal: bool, formatter: type
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_terminal)

    assert logs.settings(wished, "INFO")["formatters"]["chosen"]["()"] is formatter


@pytest.mark.parametrize(
    ("path", "given", "cabinet"),
    [
        ("/c/HK-01", "a-proxy-s-name", "HK-01"),
        ("/c/HK-01/pickup", "", "HK-01"),
        ("/c/<script>", "", ""),
        ("/board/", "bad name!", ""),
        ("/board/", "short", ""),
    ],
)
def test_each_request_has_a_name_that_its_lines_and_its_asker_know(
    path: str, given: str, cabinet: str
) -> None:
    seen: list[Any] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        seen.append(logs.current.get())
        return HttpResponse()

    response = RequestMiddleware(answer)(
        RequestFactory().get(path, headers={"X-Request-ID": given})
    )

    name = response.headers["X-Request-ID"]
    assert seen == [logs.About(name, cabinet)]
    assert (name == given) == (given == "a-proxy-s-name")
    assert len(name) >= 8
    assert logs.current.get() == logs.About()
