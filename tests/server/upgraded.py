"""Upgrades an installation while the version before still speaks, in a process of its own."""

import json
import sys
import threading
from pathlib import Path
from typing import Self

from linli.server.upgrading import migrate
from linli.server.worker import load


def main() -> None:
    """Upgrade the installation that the environment names; tell what is so afterwards."""
    load()
    from django.db import connection  # noqa: PLC0415  # Django is loaded
    from tests.server import lived  # noqa: PLC0415

    said, facts = Path(sys.argv[1]).read_text(encoding="utf-8"), json.loads(sys.argv[2])
    before = lived.say_again(said)
    with _still_speaking(said) as speaking:
        migrate()
    assert not speaking.failed, speaking.failed
    assert lived.say_again(said) == before
    told = {"spoken": before, "rounds": speaking.rounds, **lived.look(facts)}
    connection.close()
    sys.stdout.write(json.dumps(told))


class _still_speaking:  # noqa: N801  # it is read as a verb
    """Another connection, on which the version before says all it says, again and again."""

    def __init__(self, said: str) -> None:
        self.rounds = 0
        self.failed = ""
        self._said = said
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _speak(self) -> None:
        from django.db import DatabaseError, connection  # noqa: PLC0415  # Django is loaded
        from tests.server.lived import say_again  # noqa: PLC0415

        try:
            while not (self._over.is_set() and self.rounds):
                say_again(self._said)
                self.rounds += 1
        except DatabaseError as failed:
            self.failed = str(failed)
        finally:
            connection.close()


if __name__ == "__main__":
    main()
