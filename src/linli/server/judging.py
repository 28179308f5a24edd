"""What of some settings no type can say: that a network is one, that an origin is one."""

from collections.abc import Callable, Mapping
from typing import Any

from linli.kernel.outgoing import read_origin
from linli.server.forwarding import read_network
from linli.server.words import gettext as _


def judge(name: str, value: Any) -> None:  # noqa: ANN401  # of any type
    """Let a value pass that its setting can have.

    Raises:
        ValueError: it is of the right type, and still none that this setting can have.
    """
    fits = _FITS.get(name)
    if fits is not None and not fits(value):
        raise ValueError


def is_origin(text: str) -> bool:
    """Whether a text is scheme, name and port, and nothing after it."""
    return read_origin(text) is not None and text.count("/") == len("//")


def _are_networks(value: list[str]) -> bool:
    """Whether each is one, which is said by failing."""
    return all(read_network(one) for one in value)


def _are_origins(value: list[str]) -> bool:
    return all(map(is_origin, value))


def _are_providers(value: Any) -> bool:  # noqa: ANN401  # as the registry has them
    names = {one.name for one in value}
    return len(names) == len(value) and "wechat" not in names


def _are_different(value: list[str]) -> bool:
    return len(set(value)) == len(value)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "proxies": _are_networks,
    "outgoing_inside": _are_origins,
    "oidc": _are_providers,
    "notice_channels": _are_different,
    "staff_channels": _are_different,
}


def wishes() -> dict[str, str]:
    """Return in words what such a setting's value must be."""
    channels = _("一列渠道：wechat、mail、aliyun、tencent，各至多一次，先写的先用")
    return {
        "proxies": _("一列地址或网段，例如 10.0.0.2 或 10.0.0.0/24"),
        "oidc": _("一列提供者，各有不同的 name，以及 label、issuer、client_id 和密钥"),
        "notice_channels": channels,
        "staff_channels": channels,
        "outgoing_inside": _("一列网址，只写协议、名字和端口，例如 https://id.example.cn"),
    }
