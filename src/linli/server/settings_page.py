"""Writes docs/SETTINGS.md from the registry: `python -m linli.server.settings_page`."""

import sys

import msgspec
from msgspec.structs import FieldInfo

from linli.server.configuration import NAMED_BY
from linli.server.registry import about, fields, is_secret

_HEAD = f"""\
# Settings
<!-- Written by `python -m linli.server.settings_page > docs/SETTINGS.md`; a test compares. -->

Every key of `linli.toml`, and of the environment. The file lies in the data folder, or is named \
by `--config FILE` or `{NAMED_BY}`. The environment wins over the file, the file over the \
default; a key that is not here, or a value of the wrong kind, is refused by its name.

A secret is better kept in a file of its own: `database_url_file = "/run/secrets/database"` \
instead of `database_url`, in the environment `LINLI_DATABASE_URL_FILE`. The file must be \
readable by the person who runs Linli alone.

| key | in the environment | type | default | unit | meaning |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    return _HEAD + "".join(_row(field) for field in fields())


def _row(field: FieldInfo) -> str:
    meaning, extra = about(field)
    cells = (
        f"`{field.name}`",
        f"`LINLI_{field.name.upper()}`",
        "secret" if is_secret(field) else _kind(field),
        f"`{_default(field)}`",
        extra.get("unit", ""),
        meaning,
    )
    return "| " + " | ".join(cells) + " |\n"


def _kind(field: FieldInfo) -> str:
    found = msgspec.inspect.type_info(field.type)
    kind = found.type if isinstance(found, msgspec.inspect.Metadata) else found
    match kind:
        case msgspec.inspect.BoolType():
            return "bool"
        case msgspec.inspect.IntType(ge=least, le=most):
            return f"int, {least} to {most}"
        case msgspec.inspect.LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case msgspec.inspect.ListType() | msgspec.inspect.VarTupleType():
            return "list of text"
        case _:
            return "text"


def _default(field: FieldInfo) -> str:
    default = [] if field.default is msgspec.NODEFAULT else field.default
    return msgspec.json.encode(default).decode()


if __name__ == "__main__":
    sys.stdout.write(page())
