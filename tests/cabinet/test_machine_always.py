"""Any cabinet, anything that can happen to it, power cuts at every moment: what always holds."""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.cabinet.custody import Custody
from tests.cabinet.reality import AS_IT_SHOULD_BE, Cut, Odd
from tests.cabinet.world import MEAL

from linli.kernel.clock import Instant
from linli.wire.messages import (
    BlockCompartment,
    CancelDeposit,
    Configure,
    DirectiveBody,
    HoldDeposit,
    PinKey,
    Purpose,
    PutDeposit,
    Result,
    Size,
    State,
)

RUBBISH = "rubbish"

cuts: st.SearchStrategy[Cut] = st.sampled_from(
    ["", "", "", "", "", "before the commit", "after the commit", "after the pulse"]
)
comps = st.sampled_from([1, 2, 3])
deposits = st.sampled_from([f"{number:013d}" for number in range(1, 7)])


oddities: st.SearchStrategy[Odd] = st.sampled_from(
    [
        *[AS_IT_SHOULD_BE] * 6,
        Odd(age_ms=5_000),
        Odd(age_ms=5_001),
        Odd(again="cid"),
        Odd(again="grant"),
        Odd(wrong={"cabinet": 8}),
        Odd(wrong={"deposit": "0000000000009"}),
        Odd(wrong={"purpose": None}),
    ]
)


class AnyCabinet(Custody, RuleBasedStateMachine):
    """Three compartments, one of them without sensor or lamp, six deposits, and people."""

    @rule(
        deposit=deposits,
        size=st.sampled_from([Size.S, Size.S, Size.M, Size.L]),
        odd=oddities,
        cut=cuts,
    )
    def a_courier_asks(self, deposit: str, size: Size, odd: Odd, cut: Cut) -> None:
        """For a compartment."""
        self.ask(Purpose.DEPOSIT, deposit, size=size, odd=odd, cut=cut)

    @rule(comp=comps, named=st.sampled_from([0, 0, 0, 1, 2]), odd=oddities, cut=cuts)
    def an_owner_asks(self, comp: int, named: int, odd: Odd, cut: Cut) -> None:
        """For the meal in a compartment, or for one that is not here."""
        self.ask(Purpose.PICKUP, self.bound[comp] or MEAL, comp=named, odd=odd, cut=cut)

    @rule(
        purpose=st.sampled_from([Purpose.RECALL, Purpose.DISPOSE, Purpose.CLEAR]),
        deposit=st.sampled_from(["what is there", "what is there", "", MEAL]),
        comp=st.sampled_from([0, 1, 2, 3, 9]),
        cut=cuts,
    )
    def staff_ask(self, purpose: Purpose, deposit: str, comp: int, cut: Cut) -> None:
        """For a compartment, by number and by what is in it, or is not."""
        name = self.bound.get(comp, "") if deposit == "what is there" else deposit
        self.ask(purpose, name, comp=comp, cut=cut)

    @rule(deposit=deposits, content=st.sampled_from(["meal", "meal", "meal", ""]))
    def a_courier_comes(self, deposit: str, content: str) -> None:
        """And puts the meal in; or closes the door on nothing."""
        reply = self.ask(Purpose.DEPOSIT, deposit)
        if reply is not None and reply.result is Result.OK:
            self.reach_into(reply.comp, content)

    @precondition(lambda self: self.stored - set(self.ended))
    @rule(nth=st.integers(0, 2), taken=st.sampled_from([True, True, False]))
    def an_owner_comes(self, nth: int, taken: bool) -> None:  # noqa: FBT001  # drawn
        """And takes the meal; or leaves it there."""
        here = sorted(self.stored - set(self.ended))
        reply = self.ask(Purpose.PICKUP, here[nth % len(here)])
        if reply is not None and reply.result is Result.OK:
            self.reach_into(reply.comp, "" if taken else self.there[reply.comp].content)

    @rule(comp=comps, purpose=st.sampled_from([Purpose.RECALL, Purpose.DISPOSE]))
    def a_crew_comes(self, comp: int, purpose: Purpose) -> None:
        """And empties a compartment, if nobody is at it."""
        if self.states[comp] in {State.CHECK, State.OOS, State.OCC, State.UNSURE}:
            self.a_crew_empties(comp, purpose)

    @rule(comp=comps)
    def a_released_door_opens(self, comp: int) -> None:
        """Or the lock jams, which is when this never happens."""
        there = self.there[comp]
        if there.released and not there.is_open:
            self.swing(comp, is_open=True)

    @rule(comp=comps, much=st.integers(0, 3))
    def a_door_is_forced(self, comp: int, much: int) -> None:
        """Or a latch fails; one time in four."""
        if not self.there[comp].is_open and not much:
            self.swing(comp, is_open=True)

    @precondition(lambda self: any(one.is_open for one in self.there.values()))
    @rule(nth=st.integers(0, 2), content=st.sampled_from(["as it is", "", MEAL, RUBBISH]))
    def a_door_closes(self, nth: int, content: str) -> None:
        """With whatever is in there, or something else."""
        standing = [comp for comp, there in self.there.items() if there.is_open]
        comp = standing[nth % len(standing)]
        if content != "as it is":
            self.there[comp].content = content
            self.tell(comp)
        self.swing(comp, is_open=False)

    # --- the server, the clocks, the power -------------------------------------------------

    @rule(
        body=st.one_of(
            st.builds(CancelDeposit, deposit=deposits, why=st.just("expired")),
            st.builds(HoldDeposit, deposit=deposits, held=st.booleans()),
            st.builds(PutDeposit, deposit=deposits, size=st.just(Size.S)),
            st.builds(
                BlockCompartment,
                comp=st.sampled_from([1, 2, 3, 9]),
                blocked=st.booleans(),
                reason=st.just("hinge"),
            ),
            st.builds(PinKey, kid=st.sampled_from([1, 2, 3]), public=st.just("ab" * 32)),
            st.builds(
                Configure,
                hold_ms=st.sampled_from([10_000, 20_000]),
                close_ms=st.just(6_000),
                sanitise_ms=st.sampled_from([0, 3_000]),
                idle_ms=st.sampled_from([0, 1_000]),
            ),
        ),
        ahead=st.sampled_from([1, 1, 1, 0, 2]),
        cut=cuts,
    )
    def the_server_directs(self, body: DirectiveBody, ahead: int, cut: Cut) -> None:
        """In turn, again, or after a gap."""
        self.direct(body, ahead, cut)

    @rule(
        celsius=st.sampled_from([20.0, 59.9, 60.0, 62.9, 63.0, 64.9, 65.0, 74.9, 75.0, 90.0]),
        told=st.sampled_from([True, True, True, False]),
    )
    def the_zone_is_warm(self, celsius: float, told: bool) -> None:  # noqa: FBT001  # drawn
        """Or its thermometer says nothing."""
        self.is_warm(celsius, told=told)

    @rule(celsius=st.sampled_from([50.0, 62.0]), minutes=st.sampled_from([1, 5, 10]))
    def the_zone_stays_as_it_is(self, celsius: float, minutes: int) -> None:
        """And the thermometer says so each 20 s."""
        for _ in range(minutes * 3):
            self.is_warm(celsius)
            self.time_passes(20_000)

    @rule(comp=comps, board=st.sampled_from(["left", "right"]))
    def sensors_fall_silent_or_speak(self, comp: int, board: str) -> None:
        """Of one compartment; and its board is said to."""
        silent = not self.there[comp].silent
        self.falls_silent(comp, silent=silent)
        self.hears_board(board, silent=silent)

    @rule(ms=st.sampled_from([1, 1_000, 1_999, 2_000, 3_000, 4_999, 6_000, 20_000]))
    def time_goes_on(self, ms: int) -> None:
        """And the cabinet is told when it wants to be."""
        self.time_passes(ms)

    @rule(ms=st.sampled_from([1, 2_000, 5_000, 20_000]))
    def time_passes_unnoticed(self, ms: int) -> None:
        """The agent was busy with something else."""
        self.pass_ms(ms)

    @rule(ms=st.sampled_from([-3_600_000, 3_600_000]), quality=st.sampled_from([0, 1, 2]))
    def the_wall_clock_jumps(self, ms: int, quality: int) -> None:
        """Which nothing that matters may depend on."""
        self.now = Instant(self.now.mono_ms, max(0, self.now.wall_ms + ms), quality)

    @rule(off_ms=st.sampled_from([0, 1_000, 20_000]))
    def the_power_fails(self, off_ms: int) -> None:
        """And comes back; nothing has moved."""
        self.now = Instant(5, self.now.wall_ms + off_ms, self.now.quality)
        self.power_cut()

    @precondition(lambda self: bool(self.lines))
    @rule(comp=comps, is_open=st.booleans(), content=st.sampled_from(["", MEAL, RUBBISH]))
    def someone_comes_while_the_power_is_off(
        self,
        comp: int,
        is_open: bool,  # noqa: FBT001  # drawn
        content: str,
    ) -> None:
        """What leaves no trace but the door and what is in there now, nobody can know: I8."""
        there = self.there[comp]
        there.used = there.used or is_open or content != there.content
        there.is_open, there.content = is_open, content
        self.power_cut()

    @invariant()
    def custody_holds(self) -> None:
        """After whatever has happened."""
        self.always()


def test_whatever_happens_to_a_cabinet_custody_holds() -> None:
    """``LINLI_EXAMPLES`` asks for so many, new ones each time; without it they are the same."""
    run_state_machine_as_test(
        AnyCabinet,
        settings=settings(
            max_examples=int(os.environ.get("LINLI_EXAMPLES", "60")),
            stateful_step_count=40,
            deadline=None,
            derandomize="LINLI_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
