"""Opens that must not open: everything about each is right but one thing."""

from collections.abc import Callable, Mapping

from msgspec import structs

from linli.cabinet.memory import TICK_LIVES_MS
from linli.kernel.codes import deposit_code
from linli.wire import codec
from linli.wire.grant import Grant, grant_id, sign
from linli.wire.messages import Act, Purpose, Reply, Result, Size, State
from proof.simulation.failing import ViolatedError
from proof.simulation.seals import private_seal
from proof.simulation.site import CABINET, EPOCH, GRANT_SEALS, NUMBER, Site

_WAITS = frozenset({State.OCC, State.UNSURE})


class Thieves:
    """Have recorded all that ever crossed the bus, and lack each time only one thing."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tried = 0
        self._taken: dict[str, Act] = {}

    def try_one(self) -> None:
        """Send one open that is stale, replayed, stolen or forged, straight to the cabinet."""
        site = self._site
        edge = site.edge
        if not edge.is_on or not edge.core.booted.is_set():
            return
        kind = site.chance.choice(list(_SPOILT))
        act = _SPOILT[kind](self)
        if act is None:
            return
        site.counts["stale opens injected"] += 1
        site.counts[f"injected: {kind}"] += 1
        site.tell("thief:", kind, act.cid)

        def accuse(name: str) -> None:
            site.counts["stale opens opened"] += 1
            raise ViolatedError(name, f"a stale open opened: {kind}")

        accuser = edge.wall.unless_set(accuse) if kind in _DATED else accuse
        site.watch.hostile[act.cid] = accuser

        def answered(reply: Reply) -> None:
            site.watch.looked["I3"] += 1
            if reply.result is Result.OK:
                accuser("I3")

        edge.takes_act(codec.encode(act), answered)

    # --- all that is right -------------------------------------------------------------------

    def _good(self, *, draws: bool = True, **wrong: object) -> Act:
        """Return an open that the cabinet would obey, but for what is wrong with its grant."""
        site = self._site
        self._tried += 1
        known = site.edge.memory.compartments
        meals = [
            (comp, one.deposit) for comp, one in known.items() if one.seen and one.state in _WAITS
        ]
        comp, deposit = site.chance.choice(meals) if meals else (0, deposit_code(site.chance))
        purpose = Purpose.PICKUP if meals else Purpose.DEPOSIT
        facts: dict[str, object] = {
            "purpose": purpose,
            "kid": 1,
            "cabinet": NUMBER,
            "deposit": deposit,
            "expires_s": (site.edge.wall_ms // 1_000) + 60 + self._tried,
            "size": Size.S,
            **wrong,
        }
        nonce = f"{site.chance.getrandbits(64):016x}"
        if draws:
            site.edge.draws(nonce)
        grant = Grant(**facts)  # type: ignore[arg-type]  # facts
        text = sign(grant, private_seal(GRANT_SEALS[1]))
        site.watch.issued[grant_id(text)] = grant
        return Act(
            v=1,
            cab=CABINET,
            epoch=EPOCH,
            cid=f"thief-{self._tried}",
            session=site.edge.session,
            tick=nonce,
            purpose=purpose,
            comp=comp,
            deposit=deposit,
            size=Size.S,
            grant=text,
            actor="thief",
            reason="",
        )

    # --- and the one thing that is not ---------------------------------------------------------

    def _old_tick(self) -> tuple[str, str] | None:
        """Return a tick of this session that is too old, or of an earlier one, if there is any."""
        now_ms = self._site.now_ms
        old = [
            name
            for name, drawn_ms in list(self._site.watch.ticks.items())[-200:]
            if now_ms - drawn_ms > TICK_LIVES_MS
        ]
        if not old:
            return None
        return old[-1] if self._site.happens(0.5) else self._site.chance.choice(old)

    def recorded(self) -> Act | None:
        """Send again, as it was, what was sent more than 5 s ago."""
        now_ms = self._site.now_ms
        old = [act for sent_ms, act in self._site.server.sent if now_ms - sent_ms > TICK_LIVES_MS]
        return self._site.chance.choice(old) if old else None

    def old_tick(self) -> Act | None:
        """Echo a tick of more than 5 s ago, under the session it was drawn in."""
        tick = self._old_tick()
        return (
            structs.replace(self._good(draws=False), session=tick[0], tick=tick[1])
            if tick
            else None
        )

    def old_tick_as_new(self) -> Act | None:
        """Echo an old tick under the session of today."""
        tick = self._old_tick()
        return structs.replace(self._good(draws=False), tick=tick[1]) if tick else None

    def never_drawn(self) -> Act:
        """Echo a tick that was never drawn."""
        return structs.replace(self._good(), tick=f"{self._site.chance.getrandbits(64):016x}")

    def other_session(self) -> Act:
        """Name a session that is not, or not any more."""
        return structs.replace(self._good(), session=f"{self._site.chance.getrandbits(128):032x}")

    def other_cabinet(self) -> Act:
        """Send to this cabinet what was meant for another."""
        return structs.replace(self._good(), cab="HK-B")

    def other_epoch(self) -> Act:
        """Send what was meant for this cabinet before its inventory."""
        return structs.replace(self._good(), epoch=EPOCH + 1)

    def used_grant(self) -> Act | None:
        """Bring a grant that has acted, for the same deposit and duty."""
        known = self._site.edge.memory.compartments
        bound = {one.deposit for one in known.values() if one.deposit}
        used = [act for _, act in self._site.server.sent if self._has_acted(act, bound)]
        if not used:
            return None
        old, good = self._site.chance.choice(used), self._good()
        return structs.replace(
            good,
            purpose=old.purpose,
            comp=old.comp,
            deposit=old.deposit,
            size=old.size,
            grant=old.grant,
        )

    def _has_acted(self, act: Act, bound: set[str]) -> bool:
        name = grant_id(act.grant)
        is_useful = act.deposit in bound or act.purpose is not Purpose.PICKUP
        return is_useful and name in self._site.watch.grants

    def anothers_grant(self) -> Act:
        """Bring a good grant for another deposit."""
        return self._good(deposit=deposit_code(self._site.chance))

    def other_duty(self) -> Act:
        """Bring a grant for this deposit that was given for another duty."""
        return self._good(purpose=Purpose.DISPOSE)

    def other_number(self) -> Act:
        """Bring a grant that another cabinet was meant to honour."""
        return self._good(cabinet=NUMBER + 1)

    def expired(self) -> Act | None:
        """Bring a grant whose time is over, to a cabinet that knows the time."""
        edge = self._site.edge
        return self._good(expires_s=edge.wall_ms // 1_000) if edge.wall.quality else None

    def forged(self) -> Act:
        """Bring a grant that somebody else signed."""
        act = self._good()
        return structs.replace(act, grant=act.grant[:-4] + "AAAA")

    def torn(self) -> Act:
        """Bring half a grant."""
        act = self._good()
        return structs.replace(act, grant=act.grant[:70])

    def answered_before(self) -> Act | None:
        """Repeat the name of a command that this session has answered, all else being new."""
        answers = list(self._site.edge.memory.answers)
        if not answers:
            return None
        return structs.replace(self._good(), cid=self._site.chance.choice(answers))


_SPOILT: Mapping[str, Callable[[Thieves], Act | None]] = {
    "recorded": Thieves.recorded,
    "of an old tick": Thieves.old_tick,
    "of an old tick in a new session": Thieves.old_tick_as_new,
    "of a tick never drawn": Thieves.never_drawn,
    "of another session": Thieves.other_session,
    "for another cabinet": Thieves.other_cabinet,
    "of another epoch": Thieves.other_epoch,
    "by a used grant": Thieves.used_grant,
    "by another deposit's grant": Thieves.anothers_grant,
    "by another duty's grant": Thieves.other_duty,
    "by another cabinet's grant": Thieves.other_number,
    "by an expired grant": Thieves.expired,
    "by a forged grant": Thieves.forged,
    "by a torn grant": Thieves.torn,
    "named as one before": Thieves.answered_before,
}

_DATED = frozenset({"by an expired grant"})
"""Wrong by their age alone."""
