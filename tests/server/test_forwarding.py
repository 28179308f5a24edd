"""Who really asks: what proxies say is believed of our own alone, from the right."""

import json
from ipaddress import ip_address
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from linli.server.doctor.parts import UNKNOWN_PROXY_MS, look_at_proxies
from linli.server.folder import Folder
from linli.server.forwarding import client_of, read_hop, trusted_networks
from linli.server.proxies import ProxiesMiddleware

OURS = ("10.0.0.0/24", "127.0.0.1", "fd00::/8")
TRUSTED = trusted_networks(OURS, https=True)

proxies = st.sampled_from(["10.0.0.1", "10.0.0.254", "127.0.0.1", "fd00::1", "::ffff:10.0.0.7"])
clients = st.sampled_from(["203.0.113.9", "10.0.1.1", "127.0.0.2", "2001:db8::1", "192.168.1.1"])
junk = st.sampled_from(["", "unknown", "_hidden", "1.2.3", "fe80::1%eth0", "[", "\x00", "a:b:c"])
anything = st.one_of(proxies, clients, junk, st.text("0123456789abcdef.:[]% ,", max_size=20))


@given(clients, st.lists(anything, max_size=4))
def test_a_stranger_s_words_about_others_mean_nothing(peer: str, said: list[str]) -> None:
    assert client_of(peer, ", ".join(said), TRUSTED) == peer


@given(proxies, clients, st.lists(proxies, max_size=3), st.lists(anything, max_size=4))
def test_whoever_our_outermost_proxy_saw_is_the_client_whatever_they_wrote_themselves(
    peer: str, client: str, between: list[str], forged: list[str]
) -> None:
    said = ",".join([*forged, client, *between])

    assert client_of(peer, said, TRUSTED) == client


@given(proxies, st.lists(anything, max_size=24))
def test_whatever_is_said_an_address_comes_of_it(peer: str, said: list[str]) -> None:
    ip_address(client_of(peer, ",".join(said), TRUSTED))


@pytest.mark.parametrize(
    ("said", "client"),
    [
        ("", "10.0.0.1"),
        ("10.0.0.3", "10.0.0.3"),
        ("203.0.113.9, unknown", "10.0.0.1"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711, 10.0.0.2:80", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (",".join(["203.0.113.9"] + ["10.0.0.2"] * 16), "10.0.0.2"),
    ],
)
def test_hops_are_read_from_the_right(said: str, client: str) -> None:
    assert client_of("10.0.0.1", said, TRUSTED) == client


def test_without_a_setting_this_machine_s_proxy_is_believed_where_there_must_be_one() -> None:
    assert client_of("127.0.0.1", "203.0.113.9", trusted_networks([], https=True)) == "203.0.113.9"
    assert client_of("127.0.0.1", "203.0.113.9", trusted_networks([], https=False)) == "127.0.0.1"
    assert read_hop("localhost") is None


def seen(tmp_path: Path, peer: str, **said: str) -> HttpRequest:
    """A request as the pages see it."""
    request = RequestFactory().get("/", REMOTE_ADDR=peer, **said)  # type: ignore[arg-type]  # headers
    with override_settings(PROXIES=list(OURS), LINLI_DATA=tmp_path):
        ProxiesMiddleware(lambda _request: HttpResponse())(request)
    return request


HTTPS = override_settings(SECURE_PROXY_SSL_HEADER=("linli.forwarded_proto", "https"))


def test_a_proxy_of_ours_says_who_asks_and_that_it_was_by_https(tmp_path: Path) -> None:
    said = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    with HTTPS:
        request = seen(tmp_path, "10.0.0.1", **said)

        assert request.META["REMOTE_ADDR"] == "203.0.113.9"
        assert request.is_secure()
    assert not Folder(tmp_path).unknown_proxy_file.exists()


@pytest.mark.parametrize("peer", ["203.0.113.66", "", "unix"])
def test_who_is_no_proxy_of_ours_says_neither_and_the_doctor_hears_of_it(
    tmp_path: Path, peer: str
) -> None:
    folder = Folder(tmp_path)
    folder.run.mkdir()
    said = {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}
    with HTTPS:
        request = seen(tmp_path, peer, **said)

        assert request.META["REMOTE_ADDR"] == peer
        assert not request.is_secure()
    note = json.loads(folder.unknown_proxy_file.read_text())
    found = look_at_proxies(folder, now_ms=note["at_ms"] + 1)
    assert found.level == "note"
    assert found.says.startswith(f"{peer} 转来过请求")
    assert look_at_proxies(folder, now_ms=note["at_ms"] + UNKNOWN_PROXY_MS).level == "good"


def test_it_is_said_once_a_process_and_a_full_disk_is_no_reason_not_to_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(PROXIES=[], BEHIND_HTTPS=False, LINLI_DATA=tmp_path / "away"):
        middleware = ProxiesMiddleware(lambda _request: HttpResponse("well"))
        for _ in range(2):
            request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="1.1.1.1")
            assert middleware(request).content == b"well"

    assert [one.getMessage() for one in caplog.records] == [
        "127.0.0.1 speaks as a proxy and is not among the setting proxies"
    ]


def test_a_request_without_such_headers_is_as_it_came(tmp_path: Path) -> None:
    assert seen(tmp_path, "10.0.0.1").META["REMOTE_ADDR"] == "10.0.0.1"
