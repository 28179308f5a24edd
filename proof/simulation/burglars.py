"""Those who try the cabinet itself: codes that are guessed, and signed words that do not count."""

from collections.abc import Callable, Mapping

from linli.cabinet.inputs import Refusal, Shown
from linli.kernel.codes import deposit_code
from linli.wire.grant import Grant, grant_id, sign
from linli.wire.messages import Purpose, Size, State
from proof.simulation.failing import ViolatedError
from proof.simulation.hearing import code_of
from proof.simulation.seals import private_seal
from proof.simulation.site import GRANT_SEALS, NUMBER, Site

GUESSES_AT_ONCE, GUESSES_TAKEN = 7, 5
"""Source: CUSTODY, section 5, and SCREENS, screen 3."""


_FOR_STAFF = {State.OPENING_S, State.OPEN_S}


class Burglars:
    """Stand before the keypad and the scanner; no door may open for any of them."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def try_one(self) -> None:
        """Try one way in."""
        site = self._site
        if not site.edge.is_on or not site.edge.core.booted.is_set():
            return
        kind = site.chance.choice(list(_WAYS))
        site.counts["stale opens injected"] += 1
        site.counts[f"injected: {kind}"] += 1
        site.tell("burglar:", kind)
        _WAYS[kind](self)

    def _opens_nothing(self, shown: Shown) -> None:
        self._site.watch.looked["I4"] += 1
        if shown.refusal is Refusal.NONE:
            self._site.counts["stale opens opened"] += 1
            name = "I4"
            raise ViolatedError(name, f"door {shown.comp} opens for a burglar")

    def guesses(self) -> None:
        """Type wrong codes as fast as one can; all but five are not even looked at."""
        site, answers = self._site, list[Shown]()
        bound = [one.deposit for one in site.edge.memory.compartments.values() if one.deposit]
        right = {code_of(deposit) for deposit in bound}
        for _ in range(GUESSES_AT_ONCE):
            code = f"{site.chance.randrange(10**8):08d}"
            if code not in right:
                site.edge.types(code, answers.append)
        for shown in answers:
            self._opens_nothing(shown)
        taken = sum(shown.refusal is Refusal.WRONG_CODE for shown in answers)
        site.watch.must("GUESSES", taken <= GUESSES_TAKEN, f"{taken} guesses without a pause")

    def old_code(self) -> None:
        """Type the code of a meal that is not here any more."""
        bound = {one.deposit for one in self._site.edge.memory.compartments.values()}
        old = [code for code in self._site.watch.ended if code not in bound]
        if old:
            self._site.edge.types(code_of(self._site.chance.choice(old)), self._opens_nothing)

    def _shows(
        self,
        judge: Callable[[Shown], None] | None = None,
        *,
        seal: str = GRANT_SEALS[1],
        **facts: object,
    ) -> None:
        grant = Grant(
            **{
                "purpose": Purpose.DEPOSIT,
                "kid": 1,
                "cabinet": NUMBER,
                "deposit": deposit_code(self._site.chance),
                "expires_s": self._site.edge.wall_ms // 1_000 + 60,
                "size": Size.S,
                **facts,
            }  # type: ignore[arg-type]  # facts
        )
        text = sign(grant, private_seal(seal))
        self._site.watch.issued[grant_id(text)] = grant
        self._site.edge.scans(text, judge or self._opens_nothing)

    def expired(self) -> None:
        """Show a courier's word whose time is over, where the time is known."""
        edge = self._site.edge
        if edge.wall.quality:
            judge = edge.wall.unless_set(self._opens_nothing)
            self._shows(judge, expires_s=edge.wall_ms // 1_000)

    def elsewhere(self) -> None:
        """Show a word for another cabinet."""
        self._shows(cabinet=NUMBER + 1)

    def forged(self) -> None:
        """Show a word that somebody else signed."""
        self._shows(seal="ee" * 32)

    def ended(self) -> None:
        """Show a courier's good word for a meal that was here before."""
        ended = list(self._site.watch.ended)
        if ended:
            self._shows(deposit=self._site.chance.choice(ended))

    def used_by_staff(self) -> None:
        """Show a crew's word that has acted; at a door that stands open for it, it says so."""
        watch = self._site.watch
        if _FOR_STAFF & set(watch.states.values()):
            return
        used = [
            watch.texts[name]
            for name, grant in watch.issued.items()
            if name in watch.grants and name in watch.texts and _is_staffs(grant)
        ]
        if used:
            self._site.edge.scans(self._site.chance.choice(used), self._opens_nothing)


def _is_staffs(grant: Grant) -> bool:
    return grant.purpose not in (Purpose.DEPOSIT, Purpose.PICKUP)


_WAYS: Mapping[str, Callable[[Burglars], None]] = {
    "by guessing": Burglars.guesses,
    "by an old code": Burglars.old_code,
    "by an expired word": Burglars.expired,
    "by another cabinet's word": Burglars.elsewhere,
    "by a forged word": Burglars.forged,
    "by an ended deposit's word": Burglars.ended,
    "by a crew's used word": Burglars.used_by_staff,
}
