"""A new epoch: the server's signed word that an inventory was taken, and what it signs."""

from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.wire.messages import VERSION, NewEpoch


def new_epoch(  # a message's fields
    cabinet: str, *, after: int, begins: int, dseq: int, mark: str, key: Ed25519PrivateKey
) -> NewEpoch:
    """Return the word for a cabinet that speaks of epoch ``after``; it is to begin ``begins``."""
    signature = key.sign(_signed(cabinet, begins, dseq, mark)).hex()
    return NewEpoch(
        v=VERSION, cab=cabinet, epoch=after, next=begins, dseq=dseq, mark=mark, sig=signature
    )


def is_signed(word: NewEpoch, keys: Iterable[Ed25519PublicKey]) -> bool:
    """Whether one of these keys has signed the word."""
    return any(_is_signed_by(word, one) for one in keys)


def _is_signed_by(word: NewEpoch, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(word.sig), _signed(word.cab, word.next, word.dseq, word.mark))
    except InvalidSignature:
        return False
    return True


def _signed(cabinet: str, begins: int, dseq: int, mark: str) -> bytes:
    """Return what is signed: no grant is JSON, so neither can stand for the other."""
    return msgspec.json.encode(["new_epoch", cabinet, begins, dseq, mark])
