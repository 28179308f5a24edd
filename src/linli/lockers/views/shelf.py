"""What this process made and may want again, as objects: nothing is packed and unpacked."""

import secrets
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from django.core.cache import cache

Key = TypeVar("Key")
Thing = TypeVar("Thing")

_AGE = "lockers/shelves"
"""Under this Django's cache keeps a word drawn by chance: whoever clears it empties all shelves."""


class Shelf(Generic[Key, Thing]):
    """At most so many things, the least lately wanted are forgotten; for many threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._age = ""
        self._things: OrderedDict[Key, Thing] = OrderedDict()

    def get(self, key: Key) -> Thing | None:
        """Return what was put there, or None."""
        age = _age()
        with self._lock:
            self._clear_if_over(age)
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def put(self, key: Key, thing: Thing) -> None:
        """Keep something."""
        age = _age()
        with self._lock:
            self._clear_if_over(age)
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def _clear_if_over(self, age: str) -> None:
        if age != self._age:
            self._things.clear()
            self._age = age


def _age() -> str:
    return str(cache.get_or_set(_AGE, lambda: secrets.token_hex(4), None))
