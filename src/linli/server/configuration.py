"""Reads the settings from one file and the environment, and refuses by name what is wrong."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
from msgspec.structs import FieldInfo

from linli.server.judging import judge, wishes
from linli.server.registry import Configuration, OidcProvider, fields, is_secret
from linli.server.setting_errors import (
    BadSetting,
    SecretFileUnreadable,
    SettingSaidTwice,
    SettingsFileMissing,
    SettingsFileTorn,
    UnknownSetting,
    UnknownSystem,
)
from linli.server.systems import KNOWN
from linli.server.words import gettext as _

FILE = "linli.toml"
NAMED_BY = "LINLI_CONFIG"
"""The variable that names the file of settings; without it, linli.toml in the data folder."""

OF_OTHERS = frozenset({NAMED_BY, "LINLI_BACKUP_PASSPHRASE", "LINLI_DIE_WITH_PARENT", "LINLI_VENV"})
"""Variables that are no settings: backups, cabinets and the Makefile read them."""

LISTS = frozenset(
    {"hosts", "notice_channels", "outgoing_inside", "proxies", "staff_channels", "systems"}
)
"""Settings that are written with commas between in the environment."""

_FROM_FILE = "_file"


def read(environment: Mapping[str, str], *, strict: bool = False) -> Configuration:
    """Return the settings that hold for a process with this environment.

    Args:
        environment: LINLI_DATA or LINLI_CONFIG say where the file is.
        strict: whether a LINLI_ variable that no setting has is refused, as an unknown key of
            the file always is.

    Raises:
        LinliError: what is wrong, by its name.
    """
    found: dict[str, Any] = {}
    path = settings_file(environment)
    known = {field.name: field for field in fields()}
    sources = [(_in_file(path), str(path))] if path is not None else []
    sources.append((_in_environment(environment, strict=strict), ""))
    for given, where in sources:
        for name, value in _with_secrets(given, where):
            if name not in known:
                raise UnknownSetting(where=where or _("环境变量"), name=_shown(name, where))
            found[name] = _understood(known[name], value, where)
    return Configuration(**found)


def settings_file(environment: Mapping[str, str]) -> Path | None:
    """Return the file of settings, None where there is none."""
    if named := environment.get(NAMED_BY):
        return Path(named).expanduser().absolute()
    data = environment.get("LINLI_DATA") or platformdirs.user_data_path("linli")
    path = Path(data).expanduser().absolute() / FILE
    return path if path.exists() else None


def secret_files(environment: Mapping[str, str]) -> list[Path]:
    """Return the files that secrets are read from; the file of settings, if it holds one itself.

    Raises:
        LinliError: the file of settings cannot be read.
    """
    path = settings_file(environment)
    in_file = {} if path is None else _in_file(path)
    named = {**in_file, **_in_environment(environment, strict=False)}
    found = []
    for field in fields():
        if not is_secret(field):
            continue
        if path is not None and in_file.get(field.name):
            found.append(path)
        if file := named.get(field.name + _FROM_FILE):
            found.append(Path(str(file)).expanduser())
    files = [one.client_secret_file for one in read(environment).oidc]
    return found + [Path(one).expanduser() for one in files if one]


def adopt(*, config: Path | None, data: Path | None) -> Configuration:
    """Let this process and its children have the settings that the command line asks for.

    Raises:
        LinliError: what is wrong with them, by its name.
    """
    name(config=config, data=data)
    settings = read(os.environ)
    if settings.data and NAMED_BY in os.environ:  # the file in the folder cannot move it
        os.environ["LINLI_DATA"] = str(Path(settings.data).expanduser().absolute())
    return settings


def name(*, config: Path | None, data: Path | None) -> None:
    """Say where the settings and the data are, for this process and its children."""
    if config is not None:
        os.environ[NAMED_BY] = str(config.expanduser().absolute())
    if data is not None:
        os.environ["LINLI_DATA"] = str(data.expanduser().absolute())


def _in_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as refused:
        raise SettingsFileMissing(file=str(path), reason=str(refused.strerror)) from refused
    except ValueError as torn:  # no TOML, or no UTF-8
        raise SettingsFileTorn(file=str(path), reason=str(torn)) from torn


def _in_environment(environment: Mapping[str, str], *, strict: bool) -> dict[str, Any]:
    names = {field.name for field in fields()}
    names |= {field.name + _FROM_FILE for field in fields() if is_secret(field)}
    given = {}
    for variable, text in environment.items():
        name = variable.removeprefix("LINLI_").lower()
        if not variable.startswith("LINLI_") or variable in OF_OTHERS:
            continue
        if strict or name in names:
            given[name] = text
    return given


def _with_secrets(given: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    """Yield every setting that was given, secrets read from the files that hold them."""
    secrets = {field.name for field in fields() if is_secret(field)}
    for name, value in given.items():
        held = name.removesuffix(_FROM_FILE)
        if not name.endswith(_FROM_FILE) or held not in secrets:
            yield name, value
            continue
        if held in given:
            raise SettingSaidTwice(name=_shown(held, where), name_file=_shown(name, where))
        yield held, _secret_in(str(value), _shown(name, where))


def _secret_in(file: str, name: str) -> str:
    try:
        return Path(file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as refused:
        reason = refused.strerror if isinstance(refused, OSError) else "UTF-8"
        raise SecretFileUnreadable(name=name, file=file, reason=str(reason)) from refused


def _understood(field: FieldInfo, value: Any, where: str) -> Any:  # noqa: ANN401  # of any type
    """Return the value as its setting's type; text of the environment is read as one.

    Raises:
        BadSetting: it is of another type, or out of bounds.
        UnknownSystem: it names a system that there is not.
    """
    in_environment = not where
    if in_environment and field.name in LISTS:
        value = [name.strip() for name in value.split(",") if name.strip()]
    elif in_environment and value == "":
        return field.default
    said = {"where": where or _("环境变量"), "name": _shown(field.name, where)}
    try:
        if field.name == "oidc" and isinstance(value, str):
            value = msgspec.json.decode(value)
        found = msgspec.convert(value, type=field.type, strict=not in_environment)
        if field.name == "oidc":
            found = [_with_its_secret(one, _shown("oidc", where)) for one in found]
        judge(field.name, found)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError) as wrong:
        raise BadSetting(**said, needed=needed(field)) from wrong
    unknown = [one for one in found if one not in KNOWN] if field.name == "systems" else []
    if unknown:
        raise UnknownSystem(**said, unknown="、".join(unknown), known="、".join(KNOWN))
    return found


def _with_its_secret(provider: OidcProvider, shown: str) -> OidcProvider:
    """Return a provider with its secret, read from the file that holds it."""
    name = f"{shown}.{provider.name}.client_secret"
    if provider.client_secret and provider.client_secret_file:
        raise SettingSaidTwice(name=name, name_file=f"{name}_file")
    if not provider.client_secret_file:
        return provider
    return msgspec.structs.replace(
        provider, client_secret=_secret_in(provider.client_secret_file, f"{name}_file")
    )


def needed(field: FieldInfo) -> str:
    """Return in words what a setting's value must be."""
    kind = msgspec.inspect.type_info(field.type)
    assert isinstance(kind, msgspec.inspect.Metadata), field.name
    match kind.type:
        case msgspec.inspect.BoolType():
            return _("true 或 false")
        case msgspec.inspect.IntType(ge=least, le=most):
            return _("{least} 到 {most} 的整数").format(least=least, most=most)
        case msgspec.inspect.LiteralType(values=values):
            return _("{values} 之一").format(values="、".join(map(str, values)))
        case msgspec.inspect.ListType() | msgspec.inspect.VarTupleType():
            return wishes().get(field.name, _("一列文字"))
        case _:
            return _("文字")


def _shown(name: str, where: str) -> str:
    """Return the name as it was written: in the environment in capitals."""
    return name if where else f"LINLI_{name.upper()}"
