"""Beyond this machine the bus proves itself, and nothing is said in the clear."""

import asyncio
import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from nats.aio.client import Client
from tests.server.bus_wire import LiveBus, RefusedError, identity, introduced, live, through_tls

from linli.server import bus_rights
from linli.server.bus_keys import make_certificate
from linli.server.bus_listen import listen
from linli.server.embedded_bus import CA, CERTIFICATE, KEY, EmbeddedBus, find_server, where
from linli.server.errors import BusAddressUnreadable, BusNeedsTls
from linli.server.folder import Folder, make_ready, read_json, write_json
from linli.wire.bus_file import BusFile, read_bus_file

WHO = identity()
USERS = {WHO.public: bus_rights.of_cabinet("HK-A")}


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests under asyncio alone, as the product does."""
    return "asyncio"


def installation(root: Path) -> Folder:
    folder = Folder(root)
    make_ready(folder)
    return folder


@contextmanager
def listening(tmp_path: Path, name: str = "tower") -> Iterator[tuple[LiveBus, str]]:
    """Run a bus with the certificate of an installation; give its authority's too."""
    folder = installation(tmp_path / name)
    listen(folder, "0.0.0.0:4222", "bus.example")
    with live(folder.run, USERS, (folder.bus / CERTIFICATE, folder.bus / KEY)) as bus:
        yield bus, (folder.bus / CA).read_text(encoding="ascii")


def test_a_line_in_the_clear_is_refused(tmp_path: Path) -> None:
    with listening(tmp_path) as (bus, ca):
        with pytest.raises(RefusedError):
            bus.line(WHO)
        introduced(through_tls(bus.listening.port, ca), WHO).close()


def test_a_bus_that_another_authority_vouches_for_is_refused(tmp_path: Path) -> None:
    other = installation(tmp_path / "other")
    listen(other, "0.0.0.0:4222", "")
    theirs = (other.bus / CA).read_text(encoding="ascii")

    with (
        listening(tmp_path) as (bus, _ca),
        pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"),
    ):
        through_tls(bus.listening.port, theirs)


def test_a_bus_that_proves_itself_lets_in_who_proves_himself(tmp_path: Path) -> None:
    with listening(tmp_path) as (bus, ca):
        with introduced(through_tls(bus.listening.port, ca), WHO).socket as line:
            assert isinstance(line, ssl.SSLSocket)
            assert line.version() == "TLSv1.3"
        with pytest.raises(RefusedError, match="Authorization Violation"):
            introduced(through_tls(bus.listening.port, ca), identity())


async def attempt(bus_file: BusFile) -> None:
    """Connect as the product's processes do."""
    client = Client()
    try:
        async with asyncio.timeout(5):
            await client.connect(
                bus_file.url,
                **bus_file.dialling(),
                signature_cb=WHO.introduce(client),
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                error_cb=_shrug,
            )
            await client.flush()
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):  # a refused handshake never ends by itself
                await client.close()


async def _shrug(_failure: Exception) -> None:
    """The attempt itself raises."""


@pytest.mark.anyio
async def test_the_products_own_client_knows_the_right_bus_by_its_name(tmp_path: Path) -> None:
    with listening(tmp_path) as (bus, ca), listening(tmp_path, "other") as (_bus, theirs):
        url = f"tls://127.0.0.1:{bus.listening.port}"

        await attempt(BusFile(url, ca))

        with pytest.raises(ssl.SSLError):
            await attempt(BusFile(url, theirs))
        with pytest.raises(ssl.SSLError):
            await attempt(BusFile(f"nats://127.0.0.1:{bus.listening.port}"))


@pytest.mark.anyio
async def test_a_bus_under_another_name_is_refused(tmp_path: Path) -> None:
    folder = installation(tmp_path)
    make_certificate(folder, ["bus.example"])
    ca = (folder.bus / CA).read_text(encoding="ascii")

    with (
        live(folder.run, USERS, (folder.bus / CERTIFICATE, folder.bus / KEY)) as bus,
        pytest.raises(ssl.SSLCertVerificationError, match="IP address mismatch"),
    ):
        await attempt(BusFile(f"tls://127.0.0.1:{bus.listening.port}", ca))


@pytest.mark.anyio
async def test_nobody_in_between_can_say_that_no_tls_is_needed(tmp_path: Path) -> None:
    """A bus in the clear, where one with a certificate is expected, is not spoken to."""
    with (
        listening(tmp_path) as (_bus, ca),
        live(tmp_path, USERS) as plain,
        pytest.raises(ssl.SSLError),
    ):
        await attempt(BusFile(f"nats://127.0.0.1:{plain.listening.port}", ca))


def test_the_bus_file_says_where_and_by_whom(tmp_path: Path) -> None:
    folder = installation(tmp_path)
    assert listen(folder, "0.0.0.0:4229", "bus.example") == "tls://bus.example:4229"

    EmbeddedBus(find_server(), folder).command()

    found = read_bus_file(folder.bus_file)
    assert found.url == "tls://127.0.0.1:4229"
    assert found.outside == "tls://bus.example:4229"
    assert found.ca == (folder.bus / CA).read_text(encoding="ascii")
    conf = (folder.run / "nats-server.conf").read_text(encoding="utf-8")
    assert 'listen: "0.0.0.0:4229"' in conf
    assert "cert_file" in conf


def test_without_a_certificate_the_bus_listens_to_this_machine_only(tmp_path: Path) -> None:
    folder = installation(tmp_path)
    listen(folder, "0.0.0.0:4229", "bus.example")
    (folder.bus / KEY).unlink()

    with pytest.raises(BusNeedsTls, match=r"linli bus listen 0\.0\.0\.0:4229"):
        where(folder)

    write_json(folder.bus_listen_file, {"host": "192.0.2.7", "port": 4229, "name": "192.0.2.7"})
    with pytest.raises(BusNeedsTls):
        EmbeddedBus(find_server(), folder).command()

    assert listen(folder, "127.0.0.1:4229", "") == "nats://127.0.0.1:4229"
    assert (where(folder).host, where(folder).port, where(folder).certificate) == (
        "127.0.0.1",
        4229,
        "",
    )


def test_private_keys_are_their_owners_alone_and_the_authority_stays(tmp_path: Path) -> None:
    folder = installation(tmp_path)
    listen(folder, "0.0.0.0:4229", "")
    first = {file.name: file.read_bytes() for file in folder.bus.iterdir()}
    listen(folder, "[2001:db8::7]:4230", "")

    assert first["ca.pem"] == (folder.bus / CA).read_bytes(), "cabinets that know it need no other"
    assert first["server.pem"] != (folder.bus / CERTIFICATE).read_bytes()
    assert read_json(folder.bus_listen_file)["name"] == "2001:db8::7"
    for file in folder.bus.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4222",
        ":4222",
        "here:4222",
        "10.0.0.1",
        "10.0.0.1:",
        "[::]:0",
        "[::]:65536",
        "::1:1",
    ],
)
def test_what_is_no_address_is_refused_by_name(tmp_path: Path, text: str) -> None:
    folder = installation(tmp_path)

    with pytest.raises(BusAddressUnreadable, match="应为 IP:端口"):
        listen(folder, text, "")

    assert not folder.bus_listen_file.exists()


@pytest.mark.parametrize("name", ["a b", "-x", "x..y", 'x"', "x" * 64, "例"])
def test_what_is_no_name_is_refused_too(tmp_path: Path, name: str) -> None:
    with pytest.raises(BusAddressUnreadable):
        listen(installation(tmp_path), "0.0.0.0:4222", name)


def test_a_bus_file_without_an_authority_means_a_line_in_the_clear() -> None:
    assert BusFile("nats://127.0.0.1:1").dialling() == {}
