"""``python -m linli.cabinet``: run a cabinet's agent, test its wires, simulate or provision it."""

import sys
from importlib import import_module

WORDS = {
    "run": "linli.cabinet.running",
    "selftest": "linli.cabinet.selftest.command",
    "sim": "linli.cabinet.simulators.command",
    "provision": "linli.cabinet.provisioning",
}
"""What the first argument means, by the module whose ``main`` does it and knows the others.

Only that module is imported: an agent needs nothing of the rest. A single argument that is no
word is a configuration to run.
"""


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit status: 2 means it could not begin."""
    word, rest = "run", arguments
    if arguments and arguments[0] in WORDS:
        word, rest = arguments[0], arguments[1:]
    status = import_module(WORDS[word]).main(rest)
    assert isinstance(status, int)
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
