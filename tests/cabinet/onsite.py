"""What people bring to a cabinet: codes, codes' verifiers, and grants in a QR."""

from msgspec.structs import replace
from tests.cabinet.world import CLOSED, FILLED, GRANT, MEAL, OPEN, OPEN_FILLED, TIMES, World

from linli.cabinet.inputs import Presented, Refusal, Show, Shown, Typed
from linli.cabinet.memory import Fitting, Layout
from linli.wire.grant import Grant
from linli.wire.messages import Purpose, Result, Size, State
from linli.wire.verifier import NO_VERIFIER, verifier

KEY = b"the key of this cabinet's codes."
CODE = "12345678"
WRONG = "87654321"
MINUTE_MS = 60_000
HOUR_MS = 3_600_000


def keyed(doors: int = 3, *, hold_ms: int = TIMES.hold_ms) -> Layout:
    """Return a cabinet of small doors that can check codes."""
    return Layout(
        cabinet="HK-A",
        number=7,
        epoch=1,
        compartments=tuple(Fitting(number, Size.S) for number in range(1, doors + 1)),
        times=replace(TIMES, hold_ms=hold_ms),
        code_key=KEY,
    )


def a_grant(purpose: Purpose, deposit: str = MEAL, **changes: object) -> Grant:
    """Return a good grant as it stands in a QR, except for the changes."""
    is_deposit = purpose is Purpose.DEPOSIT
    facts: dict[str, object] = {
        "purpose": purpose,
        "kid": 1,
        "cabinet": 7,
        "deposit": deposit,
        "expires_s": GRANT.expires_s,
        "size": Size.S,
        "verifier": verifier(KEY, deposit, CODE) if is_deposit else NO_VERIFIER,
        **changes,
    }
    return Grant(**facts)  # type: ignore[arg-type]  # as its fields are


def presents(world: World, grant: Grant | None, text: str = "") -> Shown:
    """Hold a QR before the scanner; the same facts make the same text."""
    return shown(world, Presented(text or repr(grant), grant))


def types(world: World, code: str = CODE) -> Shown:
    """Type at the keypad."""
    return shown(world, Typed(code))


def shown(world: World, happened: Presented | Typed) -> Shown:
    """Return the one answer on the screen."""
    (one,) = (one for one in world.happens(happened) if isinstance(one, Show))
    return one.shown


def stores(world: World, deposit: str = MEAL, code: str = CODE) -> int:
    """Let a courier store a meal from afar, whose code this is."""
    reply = world.asks(world.act(Purpose.DEPOSIT, deposit), verifier=verifier(KEY, deposit, code))
    assert reply.result is Result.OK
    fills(world, reply.comp)
    return reply.comp


def fills(world: World, comp: int) -> None:
    """Put a meal through the opening door and close it."""
    for reading in (OPEN, OPEN_FILLED, FILLED):
        world.senses(comp, reading)
    assert world.state(comp) is State.OCC


def empties(world: World, comp: int) -> None:
    """Take the meal through the opening door and close it."""
    for reading in (OPEN_FILLED, OPEN, CLOSED):
        world.senses(comp, reading)


def guesses_wrong(world: World, times: int) -> Shown:
    """Type so many wrong codes in a row, each as soon as it is allowed."""
    last = types(world, WRONG)
    for _ in range(times - 1):
        world.wait(last.wait_s * 1_000)
        last = types(world, WRONG)
    return last


def opens(comp: int) -> Shown:
    """What the screen says of a door that opens."""
    return Shown(Refusal.NONE, comp=comp)
