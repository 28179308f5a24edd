"""The heat in a zone: what the heater adds, what open doors let out, what the thermometer says."""

from proof.simulation.site import Site
from proof.simulation.timeline import Story

POLL_MS = 20_000
"""Between two words of the thermometer; its silence is told after 30 s."""

HEATS_C, COOLS_C, AIRS_C = 3.0, 0.5, 3.0
"""What a poll's time with the heater on adds, with it off takes, and with a door open takes."""

ROOM_C, RUNAWAY_C = 20.0, 20.0


class Warmth:
    """One zone. ``heater`` is its relay; ``said`` what the cabinet was told last, in Celsius."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.heater = False
        self.celsius = 60.0
        self.said: float | None = None
        self.is_silent = False

    def goes_on(self) -> Story:
        """Warm up and cool down, and tell the cabinet."""
        site = self._site
        while True:
            places = site.world.places.values()
            airs = any(place.is_open for place in places)
            self.celsius += (HEATS_C if self.heater else -COOLS_C) - (AIRS_C if airs else 0.0)
            self.celsius = max(ROOM_C, self.celsius)
            if site.happens(site.mix.runaways):
                site.counts["heat runs away"] += 1
                self.celsius += RUNAWAY_C
            self.is_silent = site.happens(0.5 if self.is_silent else site.mix.runaways)
            self.said = None if self.is_silent else round(self.celsius, 2)
            site.edge.feels(self.said)
            yield POLL_MS
