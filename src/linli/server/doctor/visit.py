"""One visit: everything is looked at in order, and nothing that cannot be is a reason to stop."""

from collections.abc import Iterator, Mapping

from django.core.exceptions import ImproperlyConfigured

from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.server import configuration, systems
from linli.server.doctor import machine, parts
from linli.server.errors import DatabaseAddressIsWrong, DriverMissing
from linli.server.findings import Finding, Visited, bad, good
from linli.server.folder import Folder, data_folder, is_running
from linli.server.prepare import refusal
from linli.server.registry import Configuration
from linli.server.words import gettext as _
from linli.server.worker import load


def visit(environment: Mapping[str, str]) -> Visited:
    """Look at everything; nothing is changed but empty folders made in the data folder."""
    return Visited(tuple(_all(environment)))


def _all(environment: Mapping[str, str]) -> Iterator[Finding]:
    yield from machine.look_at(machine.read_machine())
    try:
        settings = configuration.adopt(config=None, data=None)
        configuration.read(environment, strict=True)
        files = configuration.secret_files(environment)
    except LinliError as wrong:
        yield bad(str(wrong), _("请改正设置，见 docs/SETTINGS.md"))
        return
    yield good(_("设置没有错"))
    folder = data_folder(None)
    yield from machine.look_at_folder(folder)
    if not folder.root.exists():
        return
    secrets = parts.look_at_secrets(folder)
    yield secrets
    yield from parts.look_at_rights(folder, files)
    yield parts.look_at_browser_files(folder)
    yield from parts.look_at_bus(folder)
    yield from parts.look_at_processes(folder, settings)
    yield parts.look_at_proxies(folder, now_ms=clock.wall_ms())
    if secrets.level != "bad":
        yield from look_at_data(folder, settings)


def look_at_data(folder: Folder, settings: Configuration) -> Iterator[Finding]:
    """Yield what is found with Django loaded, which would make what is not there."""
    if not settings.database_url and not (folder.root / "linli.sqlite3").exists():
        yield bad(_("{folder} 里还没有数据库。").format(folder=folder.root), _("请先运行：linli"))
        return
    try:
        load()
    except (ValueError, ImproperlyConfigured) as failure:
        yield _not_loaded(failure)
        return
    from linli.server.doctor import database, messages  # noqa: PLC0415  # needs Django loaded

    now = clock.now()
    found = list(database.look_at_database(now=now))
    yield from found
    if all(one.level != "bad" for one in found):
        yield from messages.look_at_channels(now=now)
    if is_running(folder) and all(one.level != "bad" for one in found):
        for part in systems.parts():
            yield from part.look(now)


def _not_loaded(failure: Exception) -> Finding:
    """Return why Django could not be loaded; what nobody foresaw is raised."""
    match refusal(failure):
        case "address_is_wrong":
            return bad(str(DatabaseAddressIsWrong()), _("请改正设置，见 docs/SETTINGS.md"))
        case "driver_missing":
            return bad(str(DriverMissing()), _("请运行：pip install 'linli[postgres]'"))
        case _:
            raise failure
