"""How journal lines are hashed, so that both sides compute the same chain."""

import msgspec

from linli.kernel.chain import link
from linli.wire.messages import Event

_encoder = msgspec.json.Encoder(order="sorted")


def line_hash(previous: str, cabinet: str, epoch: int, event: Event) -> str:
    """Return the hash of one line after ``previous``; the line's own ``hash`` is left out."""
    body = _encoder.encode(
        (
            cabinet,
            epoch,
            event.seq,
            event.mono,
            event.wall,
            event.wq,
            event.type,
            event.comp,
            event.state,
            event.deposit,
            event.grant,
            event.data,
        )
    )
    return link(previous, body)
