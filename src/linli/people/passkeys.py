"""Passkeys (WebAuthn): what a browser is asked, and whether what it answers is true.

The only module that speaks with the library for it. Nothing here touches the database; where a
passkey is good is decided by the address the page was served from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from linli.people.errors import PasskeyRefused

Json = Mapping[str, Any]
Found = TypeVar("Found")

WAITS_MS = 60_000
"""How long a browser may ask its person. A challenge is good once, and for its session."""

_VERIFIED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Site:
    """Where a page was served: ``origin`` is https://name:port, ``name`` without the port."""

    origin: str
    name: str

    def server(self) -> Fido2Server:
        """Return what asks and checks for this site; nothing of another origin passes."""
        return Fido2Server(
            PublicKeyCredentialRpEntity(name="Linli 邻里", id=self.name),
            verify_origin=lambda origin: origin == self.origin,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser is asked (``options``), and what to remember of it (``state``)."""

    options: Json
    state: Json


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that was shown: its credential's hash, and how often it has signed."""

    credential_hash: str
    counter: int


def ask_to_add(site: Site, *, person: int, handle: str, known: Sequence[str]) -> Asked:
    """Ask for a new passkey; whoever holds the device must unlock it.

    Args:
        site: where.
        person: number of whose it will be; the device keeps it, and no name.
        handle: what the device shows beside it.
        known: the credentials of the person so far, so that none is made twice.
    """
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(
            name=handle, id=f"person:{person}".encode(), display_name=handle
        ),
        credentials=[_credential(one) for one in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=_VERIFIED,
    )
    return Asked(_limited(options), state)


def read_added(site: Site, state: Json, answer: object) -> tuple[str, str]:
    """Return a new passkey's credential as text, and its hash.

    Raises:
        PasskeyRefused: the answer is none to what was asked.
    """
    data = _checked(lambda: site.server().register_complete(state, _mapping(answer)))
    if data.credential_data is None:
        raise PasskeyRefused
    return websafe_encode(bytes(data.credential_data)), _hash(data.credential_data.credential_id)


def ask_to_show(site: Site, known: Sequence[str] = ()) -> Asked:
    """Ask for one of these passkeys; without any, for whichever the device knows for this site."""
    credentials = [_credential(one) for one in known]
    options, state = site.server().authenticate_begin(
        credentials or None, user_verification=_VERIFIED
    )
    return Asked(_limited(options), state)


def hash_shown(answer: object) -> str:
    """Return the hash of the credential that an answer claims to be of.

    Raises:
        PasskeyRefused: it is no answer.
    """
    return _hash(_checked(lambda: AuthenticationResponse.from_dict(_mapping(answer))).raw_id)


def read_shown(site: Site, state: Json, answer: object, credential: str) -> Shown:
    """Return the passkey that was shown, once its signature is found true.

    Args:
        site: where.
        state: what was remembered when it was asked for.
        answer: what the browser sent.
        credential: the one it claims to be, as ``read_added`` returned it.

    Raises:
        PasskeyRefused: the answer is none to what was asked, or not of this passkey.
    """
    kept = _credential(credential)
    _checked(lambda: site.server().authenticate_complete(state, [kept], _mapping(answer)))
    shown = AuthenticationResponse.from_dict(_mapping(answer))
    return Shown(_hash(kept.credential_id), shown.response.authenticator_data.counter)


def _credential(kept: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(kept))


def _hash(credential_id: bytes) -> str:
    return sha256(credential_id).hexdigest()


def _limited(options: Any) -> Json:  # noqa: ANN401  # two classes of the library without a common one
    return {"publicKey": {**dict(options)["publicKey"], "timeout": WAITS_MS}}


def _mapping(answer: object) -> Json:
    if not isinstance(answer, dict):
        raise PasskeyRefused
    return answer


def _checked(read: Callable[[], Found]) -> Found:
    try:
        return read()
    except PasskeyRefused:
        raise
    # A browser's answer is a stranger's: the library's parsers raise whatever they stumble on.
    except Exception as wrong:
        raise PasskeyRefused from wrong
