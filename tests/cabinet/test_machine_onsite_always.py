"""Anything that can happen to a cabinet and, besides, codes typed and QRs held up: what holds."""

import os
from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from msgspec.structs import replace
from tests.cabinet.onsite import HOUR_MS, KEY
from tests.cabinet.reality import Cut
from tests.cabinet.test_machine_always import AnyCabinet, cuts, deposits

from linli.cabinet.inputs import Asked, Input, Presented, Refusal, ServerHeard, Show, Typed
from linli.cabinet.machine import step
from linli.kernel.clock import Instant
from linli.wire.grant import Grant, grant_id
from linli.wire.messages import Purpose, Size
from linli.wire.verifier import NO_VERIFIER, verifier

FAR_S = 1 << 31
reached: Counter[Refusal] = Counter()


def code_of(deposit: str) -> str:
    """Return a deposit's code: its own last digits."""
    return deposit[-8:]


class AnyCabinetWithPeople(AnyCabinet):
    """Three compartments, one of them without sensor or lamp, and people who stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.began: set[str] = set()

    def boot(self) -> None:
        """The agent starts with a key for codes."""
        self.memory = replace(self.memory, code_key=KEY)
        super().boot()

    def released(self, comp: int, happened: Input) -> None:
        """I4: whoever stands there gets their own door, and a new one once a grant."""
        if isinstance(happened, Asked):
            super().released(comp, happened)
            return
        if isinstance(happened, Typed):
            assert code_of(self.bound[comp]) == happened.code
            assert self.bound[comp] in self.stored
        else:
            assert isinstance(happened, Presented)
            assert happened.grant is not None
            assert happened.grant.cabinet == 7
            assert self.bound[comp] == happened.grant.deposit
            self.acts_no_more_than_it_may(comp, happened.text, happened.grant)
        self.pulses[comp] += 1
        assert self.pulses[comp] <= self.intents[comp]
        self.there[comp].released = True

    def acts_no_more_than_it_may(self, comp: int, text: str, grant: Grant) -> None:
        """I5: a pickup while the meal is here, a deposit at its own door, staff once."""
        if grant.purpose is Purpose.PICKUP:
            assert grant.deposit in self.stored
        elif grant.purpose is Purpose.DEPOSIT:
            assert grant.deposit not in self.stored
            acted = [line for line in self.lines if line.grant == grant_id(text)]
            assert {line.comp for line in acted} == {comp}
            empties = [line for line in self.lines if line.type == "EMPTY"]
            assert not any(
                line.deposit == grant.deposit for line in empties if line.seq > acted[0].seq
            )
        else:
            assert text not in self.pulsed
            self.pulsed.append(text)

    def is_shown(self, happened: Typed | Presented, cut: Cut = "") -> int:
        """Let the cabinet decide, note what was told, and return the door that opens."""
        _, effects = step(self.memory, happened, now=self.now)
        (shown,) = (one.shown for one in effects if isinstance(one, Show))
        reached[shown.refusal] += 1
        assert (shown.refusal is Refusal.NONE) is (shown.comp != 0)
        self.happens(happened, cut)
        return shown.comp

    @rule(deposit=deposits, content=st.sampled_from(["meal", "meal", "meal", ""]))
    def a_courier_comes_with_a_qr(self, deposit: str, content: str) -> None:
        """And puts the meal in, or closes the door on nothing."""
        kept = verifier(KEY, deposit, code_of(deposit))
        grant = Grant(Purpose.DEPOSIT, 1, 7, deposit, FAR_S, Size.S, kept)
        comp = self.is_shown(Presented(repr(grant), grant))
        if comp and not self.there[comp].is_open:
            self.reach_into(comp, content)

    @precondition(lambda self: self.stored - set(self.ended))
    @rule(nth=st.integers(0, 2), taken=st.booleans(), typed=st.booleans())
    def an_owner_comes_alone(self, nth: int, taken: bool, typed: bool) -> None:  # noqa: FBT001  # drawn
        """With a code or a QR, and takes the meal or leaves it."""
        here = sorted(self.stored - set(self.ended))
        deposit = here[nth % len(here)]
        grant = Grant(Purpose.PICKUP, 1, 7, deposit, 1, Size.S)
        comp = self.is_shown(Typed(code_of(deposit)) if typed else Presented(repr(grant), grant))
        if comp and not self.there[comp].is_open:
            self.reach_into(comp, "" if taken else self.there[comp].content)

    @rule(deposit=deposits, cut=cuts)
    def someone_types(self, deposit: str, cut: Cut) -> None:
        """A code of a deposit that is here, or was, or never will be."""
        self.is_shown(Typed(code_of(deposit)), cut)

    @rule(
        purpose=st.sampled_from([*Purpose, Purpose.DEPOSIT, Purpose.DEPOSIT, Purpose.PICKUP]),
        deposit=deposits,
        expires_s=st.sampled_from([FAR_S, FAR_S, FAR_S + 1, 1]),
        cabinet=st.sampled_from([7, 7, 7, 8]),
        cut=cuts,
    )
    def someone_holds_up_a_qr(
        self, purpose: Purpose, deposit: str, expires_s: int, cabinet: int, cut: Cut
    ) -> None:
        """The same one again, as often as not."""
        kept = verifier(KEY, deposit, code_of(deposit)) if purpose == "deposit" else NO_VERIFIER
        grant = Grant(purpose, 1, cabinet, deposit, expires_s, Size.S, kept)
        self.is_shown(Presented(repr(grant), grant), cut)

    @rule()
    def the_server_is_heard(self) -> None:
        """And the cabinet is not alone."""
        self.happens(ServerHeard())

    @rule()
    def hours_pass(self) -> None:
        """Without anybody."""
        self.now = Instant(
            self.now.mono_ms + 2 * HOUR_MS, self.now.wall_ms + 2 * HOUR_MS, self.now.quality
        )


def test_whoever_stands_before_a_cabinet_custody_holds() -> None:
    """``LINLI_EXAMPLES`` asks for so many, new ones each time; without it they are the same."""
    reached.clear()

    run_state_machine_as_test(
        AnyCabinetWithPeople,
        settings=settings(
            max_examples=int(os.environ.get("LINLI_EXAMPLES", "60")),
            stateful_step_count=50,
            deadline=None,
            derandomize="LINLI_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )

    missed = {Refusal.NONE, Refusal.STATE, Refusal.ONLINE_ONLY, Refusal.HELD} - set(reached)
    assert not missed, "a world in which nobody is ever told this proves nothing about it"
