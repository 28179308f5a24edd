"""What can be wrong with one simulated board."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Lock = Annotated[int, Meta(ge=1, le=255)]


class Faults(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is wrong with one board now; by default nothing.

    Of its words: ``dark``: it has no power, hears nothing and does nothing. ``silent``: it
    hears and acts, but says nothing. ``garbage``: noise before, instead of or after each
    answer. ``late_ms``: its answers come so much later. ``rude``: what it says unasked it says
    at once, whoever is speaking.

    Of its wires, by lock: ``stuck``: the lock is pulsed, its door stays. ``bounce_ms``: a
    switch toggles five times within this time whenever its door moves. ``lies``: a sensor
    says this, whatever is so. ``swaps``: the pulse of one lock reaches another. ``inverted``:
    every switch reads the wrong way round.

    Of a thermometer: ``celsius``: it says this, whatever is so.
    """

    dark: bool = False
    silent: bool = False
    garbage: Literal["", "before", "instead", "after"] = ""
    late_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0
    rude: bool = False
    stuck: list[Lock] = []
    bounce_ms: Annotated[int, Meta(ge=0, le=10_000)] = 0
    lies: dict[Lock, Literal["open", "closed", "occupied", "empty"]] = {}
    swaps: dict[Lock, Lock] = {}
    inverted: bool = False
    celsius: float | None = None


SOUND = Faults()
"""Nothing is wrong."""
