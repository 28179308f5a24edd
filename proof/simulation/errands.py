"""Asking for a door, from a phone or before the cabinet, and waiting until it opens."""

from collections.abc import Generator
from dataclasses import dataclass

from linli.cabinet.inputs import Refusal, Shown
from linli.wire.messages import Act, Purpose, Reply, Result, Size
from proof.simulation.hearing import code_of
from proof.simulation.server import ANSWER_MS
from proof.simulation.site import CABINET, EPOCH, Site
from proof.simulation.timeline import Story

LOOK_MS = 250
"""How often somebody looks whether something has happened."""


@dataclass(slots=True)
class AtTheDoor:
    """Somebody who waits for a door; ``comp`` once it has opened before them."""

    comp: int = 0

    def opened(self, comp: int) -> None:
        """It is their door."""
        self.comp = comp


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody wants a door for; ``comp`` 0: the cabinet chooses or knows."""

    purpose: Purpose
    deposit: str
    size: Size
    comp: int = 0


class Errands:
    """Runs errands; no two have the same name."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._asked = 0

    def asks(self, here: AtTheDoor, errand: Errand) -> Generator[int, None, Reply | None]:
        """Ask as ``actions.asking`` does, and wait before the door as long as people do."""
        site, server = self._site, self._site.server
        site.comes_near()
        yield site.chance.randint(4_500, 9_000)
        self._asked += 1
        act = self._act(f"{self._asked}", errand)
        reply = None
        for name in (act.cid, f"{act.cid}~"):
            site.world.waiting[name] = here.opened
            ticket = server.ask(act, name)
            waited_ms = 0
            while ticket is not None and ticket.reply is None and waited_ms < ANSWER_MS:
                waited_ms += LOOK_MS
                yield LOOK_MS
            reply = ticket.reply if ticket is not None else None
            if ticket is not None and (
                reply is None or reply.result not in (Result.STALE, Result.BUSY)
            ):
                break
        yield from self._waits(here)
        for name in (act.cid, f"{act.cid}~"):
            site.world.waiting.pop(name, None)
        return reply

    def shows(self, here: AtTheDoor, errand: Errand, *, scans: bool) -> Generator[int, None, Shown]:
        """Type the deposit's code, or hold a grant before the scanner, and wait."""
        site = self._site
        yield site.chance.randint(1_000, 5_000)
        told = Shown(Refusal.BUSY)
        answers: list[Shown] = []

        def show(shown: Shown) -> None:
            answers.append(shown)
            if shown.refusal is Refusal.NONE:
                site.world.standing[shown.comp] = here.opened

        if scans:
            grant = site.server.grant(errand.purpose, errand.deposit, errand.size)
            site.edge.scans(grant, show)
        else:
            site.edge.types(code_of(errand.deposit), show)
        yield from self._waits(here)
        told = answers[-1] if answers else told
        site.world.standing.pop(told.comp, None)
        site.counts[f"on site: {told.refusal.value or 'opened'}"] += 1
        return told

    def _act(self, cid: str, errand: Errand) -> Act:
        return Act(
            v=1,
            cab=CABINET,
            epoch=EPOCH,
            cid=cid,
            session="0" * 32,
            tick="0" * 16,
            purpose=errand.purpose,
            comp=errand.comp,
            deposit=errand.deposit,
            size=errand.size,
            grant=self._site.server.grant(errand.purpose, errand.deposit, errand.size),
            actor="someone",
            reason="",
        )

    def _waits(self, here: AtTheDoor) -> Story:
        """Stand there until the door opens, or patience ends."""
        left_ms = self._site.chance.choice([1_000, 3_000, 8_000])
        while not here.comp and left_ms > 0:
            left_ms -= LOOK_MS
            yield LOOK_MS
