"""Who may say and hear what on the bus, and the bus's configuration that says so. Pure.

Each identity has exactly the subjects that its work needs: all that is not listed is refused
by the bus itself, `$SYS.>`, `$JS.>` and everybody else's inbox among it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from linli.wire import subjects

NKEY = re.compile(r"U[A-Z2-7]{55}")
CABINET = re.compile(r"[A-Z0-9-]{1,16}")

ANSWER_WITHIN = "10s"
"""A cabinet may answer what it is asked for so long: twice what anybody waits."""

SUBSCRIPTIONS_AT_MOST = 16
"""A connection needs four at most."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The subjects one identity may publish on and subscribe to.

    ``answers``: it may publish once on the reply subject of each message it is given.
    A subscription ``subject queue`` is allowed in that queue only.
    """

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the bus listens. The files are those of its certificate; empty: no TLS."""

    host: str
    port: int
    certificate: str = ""
    key: str = ""


PARTS: Mapping[str, Rights] = {
    "web": Rights(
        publish=(subjects.act("*"),),
        subscribe=(subjects.tick("*"), "_INBOX.web.>"),
    ),
    "ingest": Rights(
        publish=(subjects.acks("*"), subjects.directives("*")),
        subscribe=(
            f"{subjects.events('*')} ingest",
            f"{subjects.hello('*')} ingest",
            "_INBOX.ingest.>",
        ),
    ),
}
"""The server's own processes that speak on the bus. The others never do."""


def of_cabinet(code: str) -> Rights:
    """Return what one cabinet may: speak and be spoken to as itself."""
    return Rights(
        publish=(subjects.events(code), subjects.hello(code), subjects.tick(code)),
        subscribe=(subjects.act(code), subjects.directives(code), subjects.acks(code)),
        answers=True,
    )


def configuration(listening: Listening, users: Mapping[str, Rights]) -> str:
    """Return the bus's configuration: small messages, nothing stored, these users by NKey."""
    return f"""\
listen: {json.dumps(f"{listening.host}:{listening.port}")}
server_name: "linli"
max_payload: 64KB
max_connections: 4096
max_subscriptions: {SUBSCRIPTIONS_AT_MOST}
ping_interval: "20s"
logtime_utc: true
{_tls(listening)}authorization {{
  timeout: 2
  users: [
{"".join(_user(nkey, rights) for nkey, rights in users.items())}  ]
}}
"""


def users(parts: Mapping[str, str], cabinets: Mapping[str, str]) -> dict[str, Rights]:
    """Return each identity's rights by its NKey.

    No cabinet can take the place of a part, and what is no code or no NKey is left out: the
    configuration is text, and nobody may write into it by being called so.

    Args:
        parts: the NKeys of the server's processes, by their names.
        cabinets: those of the cabinets that are let in, by their codes.
    """
    named = {
        nkey: of_cabinet(code)
        for code, nkey in sorted(cabinets.items())
        if CABINET.fullmatch(code) and NKEY.fullmatch(nkey)
    }
    return named | {nkey: PARTS[name] for name, nkey in parts.items()}


def _tls(listening: Listening) -> str:
    if not listening.certificate:
        return ""
    return f"""\
tls {{
  cert_file: {json.dumps(listening.certificate)}
  key_file: {json.dumps(listening.key)}
  min_version: "1.3"
  handshake_first: auto
}}
"""


def _user(nkey: str, rights: Rights) -> str:
    answers = f', allow_responses: {{ max: 1, expires: "{ANSWER_WITHIN}" }}'
    return (
        f'    {{ nkey: "{nkey}", permissions: {{'
        f" publish: {{ allow: {json.dumps(rights.publish)} }},"
        f" subscribe: {{ allow: {json.dumps(rights.subscribe)} }}"
        f"{answers if rights.answers else ''} }} }}\n"
    )
