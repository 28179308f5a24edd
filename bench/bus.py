"""The bench's own way onto the product's bus: an identity with all rights, which no product has.

``python -m bench.bus`` is bare ``linli`` with that one identity more; who knows its seed, which
lies in the room's data folder, connects by ``connect``.
"""

from typing import TYPE_CHECKING

from linli.server import bus_rights, cli
from linli.server.bus_rights import Rights
from linli.server.embedded_bus import seed_of
from linli.server.folder import Folder, data_folder, make_ready, read_json, write_json

if TYPE_CHECKING:
    from nats.aio.client import Client

NAME = "bench"


def let_in(folder: Folder) -> None:
    """Let the bench onto the bus that this process will start."""
    bus_rights.PARTS = {**bus_rights.PARTS, NAME: Rights(publish=(">",), subscribe=(">",))}
    make_ready(folder)
    keys = read_json(folder.bus_keys_file)
    if NAME not in keys:
        from linli.wire.nkey import from_seed, new_seed  # noqa: PLC0415  # would weigh on linli

        seed = new_seed()
        keys[NAME] = {"public": from_seed(seed).public, "seed": seed}
        write_json(folder.bus_keys_file, keys)


async def connect() -> "Client":
    """Return a connection to the bus of this process's room."""
    from nats.aio.client import Client  # noqa: PLC0415  # would weigh on linli

    from linli.wire.bus_file import read_bus_file  # noqa: PLC0415
    from linli.wire.nkey import from_seed  # noqa: PLC0415

    folder, client = data_folder(None), Client()
    sign = from_seed(seed_of(folder, NAME)).introduce(client)
    await client.connect(read_bus_file(folder.bus_file).url, signature_cb=sign)
    return client


if __name__ == "__main__":
    let_in(data_folder(None))
    cli.main()
