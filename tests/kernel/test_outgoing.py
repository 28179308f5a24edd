"""The only door out: which addresses it refuses, and what it bears from who answers."""

import socket
import ssl
import threading
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.odd_server import Odd, Talk, odd, says

from linli.kernel import clock, outgoing
from linli.kernel.outgoing import (
    AddressRefusedError,
    Limits,
    NotHttpError,
    NotReachedError,
    Origin,
    Outgoing,
    OutgoingError,
    TooLargeError,
    TooSlowError,
    door,
    looked_up,
    read_origin,
)
from linli.kernel.outgoing_addresses import is_intranet, is_loopback, is_outside, read_address

INSIDE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "168.63.129.16/32",
    "::/128",
    "::1/128",
    "::ffff:0:0/96",
    "64:ff9b::a00:0/104",
    "64:ff9b::7f00:0/104",
    "64:ff9b::a9fe:0/112",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
OUTSIDE = "1.1.1.1 8.8.8.8 114.114.114.114 223.5.5.5 240e::1 2400:3200::1 2606:4700:4700::1111"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def of(network: str) -> st.SearchStrategy[str]:
    """Any address of a network, its first and last more often."""
    net = ip_network(network)
    kind = type(net.network_address)
    low, high = int(net.network_address), int(net.broadcast_address)
    return st.one_of(st.sampled_from([low, high]), st.integers(low, high)).map(
        lambda number: str(kind(number))
    )


@given(st.sampled_from(INSIDE).flatmap(of))
def test_no_address_inside_is_outside(address: str) -> None:
    assert not is_outside(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_the_dress_of_another_is_never_outside(address: IPv4Address) -> None:
    mapped = IPv6Address((0xFFFF << 32) | int(address))

    assert not is_outside(str(mapped))
    assert not is_outside(f"::{address}")
    assert not is_intranet(str(mapped))


@given(st.ip_addresses(v=4))
def test_translated_it_is_judged_as_what_it_is(address: IPv4Address) -> None:
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) | int(address))

    assert is_outside(str(translated)) is is_outside(str(address))


@given(st.ip_addresses())
def test_what_is_outside_is_open_to_all_by_python_s_own_table(
    address: IPv4Address | IPv6Address,
) -> None:
    text = str(address)

    if is_outside(text):
        kinds = (address.is_private, address.is_loopback, address.is_link_local)
        assert not any((*kinds, address.is_multicast, address.is_unspecified))
        assert [is_intranet(text), is_loopback(text)] == [False, False]


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_the_open_network_is_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    "text", ["", "a", "1.2.3", "127.1", "fe80::1%eth0", "0x7f000001", "1.1.1.1/8"]
)
def test_what_is_no_address_is_not_outside(text: str) -> None:
    assert read_address(text) is None
    assert [is_outside(text), is_intranet(text), is_loopback(text)] == [False, False, False]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@example.com/",
        "https://a:b@example.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "//example.com/",
        "",
        "javascript:alert(1)",
        "http://127.0.0.1:1/",
    ],
)
def test_what_is_not_https_is_not_even_looked_up(url: str) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        pytest.fail(f"{host} was looked up")

    with pytest.raises(AddressRefusedError):
        Outgoing(resolve=resolve).ask(url)


@given(
    st.lists(st.sampled_from(INSIDE).flatmap(of), min_size=1, max_size=2),
    st.lists(st.sampled_from(OUTSIDE.split()), max_size=2),
    st.randoms(use_true_random=False),
)
def test_a_name_with_any_address_inside_is_refused_and_nobody_is_asked(
    inside: list[str], others: list[str], chance: object
) -> None:
    addresses = [*inside, *others]
    chance.shuffle(addresses)  # type: ignore[attr-defined]  # hypothesis gives a Random

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", lambda *_: pytest.fail("somebody was asked"))
        with pytest.raises(AddressRefusedError):
            Outgoing(resolve=lambda *_: addresses).ask("https://id.example/")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1", "localhost."]
)
def test_this_machine_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises((AddressRefusedError, NotReachedError)):
        Outgoing().ask(f"https://{host}/")


def exception(server: Odd, host: str = "127.0.0.1") -> Outgoing:
    """A door that names a server of ours."""
    return door([f"http://{host}:{server.port}", "no origin"])


def test_the_very_address_that_was_judged_is_asked() -> None:
    """A name that leads elsewhere when it is looked up once more is looked up once."""
    times: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        times.append(host)
        return ["127.0.0.1"] if len(times) == 1 else ["10.0.0.1"]

    with odd(says(OK)) as server:
        inside = frozenset({Origin("http", "localhost", server.port)})
        answer = Outgoing(inside, resolve).ask(f"http://localhost:{server.port}/a?b=1")

    assert (answer.status, answer.body, times) == (200, b"ok", ["localhost"])
    asked = server.asked[0].decode()
    assert asked.startswith("GET /a?b=1 HTTP/1.1\r\n")
    assert f"\r\nHost: localhost:{server.port}\r\n" in asked


def test_bytes_are_posted_with_headers() -> None:
    with odd(says(OK)) as server:
        exception(server).ask(
            f"http://127.0.0.1:{server.port}",
            method="POST",
            headers={"X-Signature": "abc", "Host": "another.example"},
            body=b"\x00\xff",
        )

    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST / HTTP/1.1\r\n")
    assert b"X-Signature: abc" in head
    assert b"Content-Length: 2" in head
    assert b"another.example" not in head
    assert body == b"\x00\xff"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    said = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    with odd(says(said)) as server:
        answer = exception(server).ask(f"http://127.0.0.1:{server.port}/")

    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("talk", "error"),
    [
        (says(b"SSH-2.0-OpenSSH_9\r\n"), NotHttpError),
        (says(b""), NotReachedError),
        (says(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"), NotHttpError),
        (says(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2_000), TooLargeError),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b"x" * 5_000), TooLargeError),
        (says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), NotHttpError),
    ],
)
def test_what_answers_badly_is_no_answer(talk: Talk, error: type[OutgoingError]) -> None:
    with odd(talk) as server, pytest.raises(error):
        exception(server).ask(f"http://127.0.0.1:{server.port}/", limits=Limits(bytes=1_000))


def test_a_line_that_breaks_off_is_no_answer() -> None:
    short = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
    with odd(says(short)) as server, pytest.raises(NotHttpError):
        exception(server).ask(f"http://127.0.0.1:{server.port}/")


def drips(pieces: bytes) -> Talk:
    """One byte at a time, each well within any time for one byte."""

    def talk(caller: socket.socket) -> None:
        caller.settimeout(0.01)
        for at in range(len(pieces)):
            caller.sendall(pieces[at : at + 1])
            with suppress(TimeoutError):
                caller.recv(1)

    return talk


@pytest.mark.parametrize(
    "talk", [drips(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 500), drips(OK[:19] + b"\r\n" + b"x" * 500)]
)
def test_who_drips_is_too_slow_however_lively(talk: Talk) -> None:
    with odd(talk) as server, pytest.raises(TooSlowError):
        exception(server).ask(f"http://127.0.0.1:{server.port}/", limits=Limits(ms=120))


def test_who_says_nothing_is_too_slow() -> None:
    with odd(drips_nothing) as server, pytest.raises(TooSlowError):
        exception(server).ask(f"http://127.0.0.1:{server.port}/", limits=Limits(ms=60))


def drips_nothing(caller: socket.socket) -> None:
    """Wait until the other one goes."""
    caller.recv(1)


def test_a_name_that_takes_too_long_is_too_slow() -> None:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        over.wait(5)
        return ["1.1.1.1"]

    with pytest.raises(TooSlowError):
        Outgoing(resolve=resolve).ask("https://id.example/", limits=Limits(ms=30))
    over.set()


def test_no_time_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 100_000, 10_000))
    monkeypatch.setattr(clock, "mono_ms", lambda: next(ticks))

    with pytest.raises(TooSlowError):
        Outgoing(resolve=lambda *_: ["1.1.1.1"]).ask("https://id.example/")


def test_a_name_that_nobody_has_and_a_port_that_nobody_serves_are_not_reached() -> None:
    def nobody(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(NotReachedError):
        Outgoing(resolve=nobody).ask("https://id.example/")
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    with pytest.raises(NotReachedError):
        door([f"http://127.0.0.1:{port}"]).ask(f"http://127.0.0.1:{port}/")


def test_a_server_that_speaks_no_tls_or_hangs_in_it_is_refused() -> None:
    with odd(says(OK)) as server:
        one = door([f"https://127.0.0.1:{server.port}"])
        with pytest.raises(NotReachedError):
            one.ask(f"https://127.0.0.1:{server.port}/")
    with odd(drips_nothing) as server:
        one = door([f"https://127.0.0.1:{server.port}"])
        with pytest.raises(TooSlowError):
            one.ask(f"https://127.0.0.1:{server.port}/", limits=Limits(ms=60))


def test_the_certificate_must_be_the_name_s() -> None:
    context = outgoing._context()  # noqa: SLF001  # what every line is secured with

    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("inside", "address", "may"),
    [
        ("https://id.lan", "10.1.2.3", True),
        ("https://id.lan", "fd12::7", True),
        ("https://id.lan:443", "100.64.0.1", True),
        ("https://id.lan:8443", "10.1.2.3", False),
        ("http://id.lan", "10.1.2.3", False),
        ("https://other.lan", "10.1.2.3", False),
        ("https://id.lan", "127.0.0.1", False),
        ("https://id.lan", "::1", False),
        ("https://id.lan", "169.254.169.254", False),
        ("https://id.lan", "100.100.100.200", False),
        ("https://id.lan", "fd00:ec2::254", False),
        ("https://id.lan", "224.0.0.1", False),
    ],
)
def test_an_exception_is_for_one_origin_and_for_private_addresses(
    inside: str,
    address: str,
    may: bool,  # noqa: FBT001  # a test's table
) -> None:
    assert door([inside]).may_connect(Origin("https", "id.lan", 443), address) is may


@given(st.text("abc.:@[]/%?#0189 \n\\", max_size=20))
def test_any_text_is_an_origin_or_none(text: str) -> None:
    found = read_origin(f"https://{text}")

    assert found is None or (found.host and 0 <= found.port < 65_536)


def test_the_system_s_resolver_is_asked_once_for_each_address() -> None:
    assert looked_up("127.0.0.1", 443) == ["127.0.0.1"]
    assert Origin("https", "::1", 443).as_host() == "[::1]"
