"""Which ports can be had, and by which names a machine is reached."""

import errno
import os
import socket
from collections.abc import Iterator

import pytest

from linli.server import hosts
from linli.server.errors import PortIsTaken, PortNotAllowed
from linli.server.ports import first_free, must_be_free

EVERYWHERE = "0.0.0.0"  # noqa: S104  # the subject of these tests


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        yield squatter.getsockname()[1]


def test_a_port_that_another_program_has_is_refused(taken: int) -> None:
    with pytest.raises(PortIsTaken) as caught:
        must_be_free("127.0.0.1", taken)

    assert caught.value.port == taken

    with pytest.raises(PortIsTaken):
        must_be_free(EVERYWHERE, taken)


def test_an_address_of_another_machine_is_refused_with_the_reason() -> None:
    with pytest.raises(PortNotAllowed) as caught:
        must_be_free("192.0.2.1", 8000)

    assert str(caught.value) == (
        f"不能在 192.0.2.1 的端口 8000 上等待连接（{os.strerror(errno.EADDRNOTAVAIL)}）。"
    )

    with pytest.raises(PortNotAllowed):
        first_free("192.0.2.1", [8000])


def test_the_first_wish_that_is_free_is_taken_and_else_any(taken: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    assert first_free("127.0.0.1", [taken, free]) == free
    assert first_free("127.0.0.1", [taken]) not in {taken, 0}
    must_be_free("127.0.0.1", free)


@pytest.mark.parametrize(
    ("host", "alone", "local", "names"),
    [
        ("127.0.0.1", True, "127.0.0.1", []),
        ("::1", True, "::1", []),
        ("localhost", True, "localhost", []),
        ("192.0.2.7", False, "192.0.2.7", ["192.0.2.7"]),
        ("2001:db8::7", False, "2001:db8::7", ["[2001:db8::7]"]),
        ("linli.example", False, "linli.example", ["linli.example"]),
    ],
)
def test_a_machine_answers_to_the_names_it_is_reached_by(
    host: str, *, alone: bool, local: str, names: list[str]
) -> None:
    assert hosts.is_only_this_machine(host) is alone
    assert hosts.this_machine(host) == local
    assert hosts.names(host) == ["127.0.0.1", "localhost", "[::1]", *names]


@pytest.mark.parametrize("host", [EVERYWHERE, "::"])
def test_all_addresses_are_this_machine_s_to_itself_and_a_route_s_to_others(host: str) -> None:
    assert not hosts.is_only_this_machine(host)
    assert hosts.this_machine(host) == "127.0.0.1"
    assert socket.gethostname() in hosts.names(host)


def test_a_machine_without_a_network_is_reached_from_itself_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Unplugged(socket.socket):
        def connect(self, _address: object) -> None:
            raise OSError(errno.ENETUNREACH, "no route")

    monkeypatch.setattr(socket, "socket", Unplugged)

    assert hosts.seen_from_outside(EVERYWHERE) == "127.0.0.1"
