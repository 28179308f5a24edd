"""Every setting there is: its name, type, default, unit and meaning. Nothing else is read."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from linli.server.registry_messages import SECRET, MessageSettings
from linli.server.systems import KNOWN

WorkerCount = Annotated[
    int,
    Meta(
        ge=1,
        le=64,
        description="Processes that serve pages. One serves a tower; with PostgreSQL one a core.",
        extra={"unit": "processes"},
    ),
]
ThreadCount = Annotated[
    int,
    Meta(
        ge=2,
        le=256,
        description="Requests answered at once by one such process.",
        extra={"unit": "requests"},
    ),
]

RemoteOpens = Annotated[
    int,
    Meta(
        ge=0,
        le=1_000,
        description="Doors a member of staff may open from afar within an hour before another "
        "person must agree.",
        extra={"unit": "openings"},
    ),
]


class OidcProvider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A server that people sign in through by OpenID Connect.

    ``name`` is short and stays: it is in addresses and in what is linked. ``label`` is what the
    button says. The secret is given itself, or as a file that holds it.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
    label: Annotated[str, Meta(min_length=1, max_length=20)]
    issuer: Annotated[str, Meta(pattern=r"^https?://[^\s?#@]+$", max_length=200)]
    client_id: Annotated[str, Meta(min_length=1, max_length=200)]
    client_secret: str = ""
    client_secret_file: str = ""

    def __repr__(self) -> str:
        return f"OidcProvider({self.name})"


class Configuration(
    MessageSettings, msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """The settings of one installation, as they hold now.

    In a file each has the name it has here; in the environment that name in capitals behind
    ``LINLI_``. The environment wins over the file, the file over the default.
    """

    data: Annotated[
        str,
        Meta(
            description="The data folder. Not read from the linli.toml that lies in it. "
            "Empty: where this platform keeps a person's data.",
        ),
    ] = ""
    database_url: Annotated[
        str,
        Meta(
            description="Where PostgreSQL is: postgresql://user:password@host:port/name?sslmode="
            "verify-full. Empty: SQLite in the data folder.",
            extra=SECRET,
        ),
    ] = ""
    secret_key: Annotated[
        str,
        Meta(
            description="Signs sessions and links. Empty: the one made at the first start, in "
            "secrets.json.",
            extra=SECRET,
        ),
    ] = ""
    metrics_token: Annotated[
        str,
        Meta(
            description="Lets a Prometheus on another machine read /metrics, as a bearer token of "
            "16 characters or more. Empty: only this machine may.",
            extra=SECRET,
        ),
    ] = ""
    security_contact: Annotated[
        str,
        Meta(
            description="Where who finds a weakness may write: a mailto: or https:// address, told "
            "at /.well-known/security.txt. Empty: there is no such page.",
            pattern=r"^((mailto:|https://)[\x21-\x7e]+)?$",
        ),
    ] = ""
    systems: Annotated[
        tuple[str, ...],
        Meta(
            description="The systems that are switched on; in the environment with commas between. "
            "None is none: people, places and the ledger are always there.",
        ),
    ] = tuple(KNOWN)
    hosts: Annotated[
        list[str],
        Meta(
            description="The names this installation answers to; in the environment with commas "
            "between. This machine's own (127.0.0.1, localhost, [::1]) always are. The first is "
            "the one that links name.",
        ),
    ] = []
    https: Annotated[
        bool,
        Meta(
            description="Whether a proxy speaks HTTPS for it and sets X-Forwarded-Proto.",
        ),
    ] = False
    hsts_seconds: Annotated[
        int,
        Meta(
            ge=0,
            le=63_072_000,
            description="How long browsers shall insist on HTTPS once they have seen it.",
            extra={"unit": "s"},
        ),
    ] = 31_536_000
    proxy_elsewhere: Annotated[
        bool,
        Meta(
            description="Whether the proxy is another machine, and nobody but it can reach the "
            "port. Without it `linli serve` listens on this machine alone.",
        ),
    ] = False
    proxies: Annotated[
        list[str],
        Meta(
            max_length=64,
            description="Addresses and networks of proxies whose X-Forwarded-For and "
            "X-Forwarded-Proto are believed; in the environment with commas between. Empty: this "
            "machine's own where https is on, else nobody's.",
        ),
    ] = []
    outgoing_inside: Annotated[
        list[str],
        Meta(
            max_length=64,
            description="Exact origins inside, such as https://id.intranet.example:8443, that may "
            "be asked although their address is private; in the environment with commas between. "
            "Nothing else inside is ever asked.",
        ),
    ] = []
    second_factor: Annotated[
        Literal["auto", "required", "offered"],
        Meta(
            description="Whether staff must show a second factor (passkey, authenticator app) at "
            "each sign-in. offered: only who has set one up. auto: required where https is on.",
        ),
    ] = "auto"
    phone_codes: Annotated[
        str,
        Meta(
            description="What sends sign-in codes to phones: aliyun, tencent; console shows them "
            "in the log, for trying out; anything else is the dotted path of a class. Empty: not "
            "offered.",
        ),
    ] = ""
    oidc: Annotated[
        list[OidcProvider],
        Meta(
            max_length=8,
            description="Servers that people sign in through by OpenID Connect: in the file one "
            "table [[oidc]] each, with name (short, stays, in the address "
            "/signin/back/NAME that is registered there), label (on the button), issuer, "
            "client_id and client_secret or client_secret_file; in the environment a JSON list.",
            extra=SECRET,
        ),
    ] = []
    wechat_site_id: Annotated[
        str,
        Meta(
            description="WeChat's website application (open.weixin.qq.com), for signing in by a "
            "QR code on a computer. Empty: not offered there."
        ),
    ] = ""
    wechat_site_secret: Annotated[
        str, Meta(description="The secret of wechat_site_id.", extra=SECRET)
    ] = ""
    wechat_account_id: Annotated[
        str,
        Meta(
            description="WeChat's service account (mp.weixin.qq.com), for signing in on pages "
            "opened within WeChat. Empty: not offered there."
        ),
    ] = ""
    wechat_account_secret: Annotated[
        str, Meta(description="The secret of wechat_account_id.", extra=SECRET)
    ] = ""
    strangers: Annotated[
        Literal["join", "refuse"],
        Meta(
            description="What happens to whoever signs in through another server and is not "
            "known here: they join as a person without any role, or are refused until somebody "
            "invites them."
        ),
    ] = "join"
    web_host: Annotated[str, Meta(description="The address on which pages are served.")] = (
        "127.0.0.1"
    )
    web_port: Annotated[
        int,
        Meta(
            ge=0,
            le=65_535,
            description="The port on which pages are served. 0: that of last time, 8000, or any "
            "that is free.",
        ),
    ] = 0
    workers: WorkerCount = 1
    threads: ThreadCount = 32
    pages_at_once: Annotated[
        int,
        Meta(
            ge=1,
            le=256,
            description="Pages that are no door, answered at once by one process; who comes "
            "later is asked to come again. The threads beyond are the doors'.",
            extra={"unit": "requests"},
        ),
    ] = 20
    reports_at_once: Annotated[
        int,
        Meta(
            ge=1,
            le=256,
            description="The same for reports, exports and programs' questions.",
            extra={"unit": "requests"},
        ),
    ] = 4
    remote_opens_alone: RemoteOpens = 3
    remote_opens_operator: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000,
            description="Doors one person may open from afar within an hour, whoever agrees: a "
            "recall round of a tower.",
            extra={"unit": "openings"},
        ),
    ] = 30
    remote_opens_cabinet: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000,
            description="Doors of one cabinet that staff may open from afar within an hour: each "
            "of 48 once.",
            extra={"unit": "openings"},
        ),
    ] = 48
    remote_opens_fleet: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Doors of all cabinets that staff may open from afar within an hour.",
            extra={"unit": "openings"},
        ),
    ] = 300
    log_format: Annotated[
        Literal["auto", "lines", "json"],
        Meta(description="How logs are written. auto: lines at a terminal, json elsewhere."),
    ] = "auto"
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Meta(description="What is too unimportant for the log."),
    ] = "INFO"


def fields() -> tuple[msgspec.structs.FieldInfo, ...]:
    """Return every setting in the order in which it stands above, those of messages last."""
    of_messages = len(msgspec.structs.fields(MessageSettings))
    found = msgspec.structs.fields(Configuration)
    return found[of_messages:] + found[:of_messages]


def about(field: msgspec.structs.FieldInfo) -> tuple[str, dict[str, Any]]:
    """Return a setting's meaning, and what else is known of it: ``unit``, ``secret``."""
    found = msgspec.inspect.type_info(field.type)
    assert isinstance(found, msgspec.inspect.Metadata), field.name
    extra = msgspec.structs.asdict(found).get("extra") or {}
    return str((found.extra_json_schema or {})["description"]), extra


def is_secret(field: msgspec.structs.FieldInfo) -> bool:
    """Whether nobody may be shown its value."""
    return bool(about(field)[1].get("secret"))
