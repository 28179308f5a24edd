"""What a running Linli has written about itself, for the commands that talk to it."""

from dataclasses import dataclass

from linli.server.folder import Folder, is_running, read_json


@dataclass(frozen=True, slots=True)
class Running:
    """Where a running Linli is. ``pids`` are its processes by name."""

    web_url: str
    bus_url: str
    pids: dict[str, int]


def running(folder: Folder) -> Running | None:
    """Return where the Linli of this folder is, None when it does not run."""
    if not is_running(folder):
        return None
    web, bus = read_json(folder.web_file), read_json(folder.bus_file)
    if "url" not in web or "url" not in bus:
        return None
    return Running(web["url"], bus["url"], read_json(folder.pids_file))
