"""The wire's JSON Schema, made from the messages; ``python -m linli.wire.schema`` prints it."""

import json
import sys
from collections.abc import Mapping

import msgspec

from linli.wire import codec, messages, subjects

_ANY = "<cabinet>"

_SPOKEN: Mapping[str, tuple[tuple[type[msgspec.Struct], ...], int]] = {
    subjects.events(_ANY): ((messages.Events,), codec.LARGEST_BATCH),
    subjects.hello(_ANY): ((messages.Hello,), codec.LARGEST_MESSAGE),
    subjects.tick(_ANY): ((messages.Tick,), codec.LARGEST_MESSAGE),
    subjects.acks(_ANY): (
        (messages.Ack, messages.Nak, messages.Quarantined, messages.NewEpoch),
        codec.LARGEST_MESSAGE,
    ),
    subjects.directives(_ANY): ((messages.Directive,), codec.LARGEST_MESSAGE),
    subjects.directives(_ANY) + " (reply)": ((messages.Applied,), codec.LARGEST_MESSAGE),
    subjects.act(_ANY): ((messages.Act,), codec.LARGEST_MESSAGE),
    subjects.act(_ANY) + " (reply)": ((messages.Reply,), codec.LARGEST_MESSAGE),
}
"""What may be said where, and in how many bytes at most."""

MESSAGES = tuple(kind for kinds, _ in _SPOKEN.values() for kind in kinds)
"""Every message, each once."""


def schema() -> dict[str, object]:
    """Return the schema of every message, and which of them each subject carries.

    ``subjects`` is ours, not JSON Schema's: validators leave it alone.
    """
    references, definitions = msgspec.json.schema_components(
        MESSAGES, ref_template="#/$defs/{name}"
    )
    reference = dict(zip(MESSAGES, references, strict=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "linli wire",
        "version": messages.VERSION,
        "anyOf": list(references),
        "subjects": {
            subject: {"largest_bytes": limit, "anyOf": [reference[kind] for kind in kinds]}
            for subject, (kinds, limit) in _SPOKEN.items()
        },
        "$defs": definitions,
    }


def text() -> str:
    """Return the schema as it stands in docs/protocol/schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
