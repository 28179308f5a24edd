"""What of some settings no type can say: that a network is one, that an origin is one."""

from typing import Any

from linli.kernel.outgoing import read_origin
from linli.server.forwarding import read_network
from linli.server.words import gettext as _


def judge(name: str, value: Any) -> None:  # noqa: ANN401  # of any type
    """Let a value pass that its setting can have.

    Raises:
        ValueError: it is of the right type, and still none that this setting can have.
    """
    match name:
        case "proxies":
            for one in value:
                read_network(one)
        case "outgoing_inside":
            if not all(map(is_origin, value)):
                raise ValueError
        case "oidc":
            names = {one.name for one in value}
            if len(names) < len(value) or "wechat" in names:
                raise ValueError
        case _:
            pass


def is_origin(text: str) -> bool:
    """Whether a text is scheme, name and port, and nothing after it."""
    return read_origin(text) is not None and text.count("/") == len("//")


def wishes() -> dict[str, str]:
    """Return in words what such a setting's value must be."""
    return {
        "proxies": _("一列地址或网段，例如 10.0.0.2 或 10.0.0.0/24"),
        "oidc": _("一列提供者，各有不同的 name，以及 label、issuer、client_id 和密钥"),
        "outgoing_inside": _("一列网址，只写协议、名字和端口，例如 https://id.example.cn"),
    }
