"""Those who stand before the cabinet, with a code for its keypad or a QR for its scanner.

No tick is asked of them: that they are here is proof enough, and no message can be late.
How often each word may act is argued in docs/decisions/0010-words-shown-on-site.md.
"""

from collections.abc import Mapping

from linli.cabinet.inputs import Presented, Refusal, Show, Shown, Typed
from linli.cabinet.machine.asking import decide, holds_now
from linli.cabinet.machine.guessing import guessed_right, guessed_wrong, pause_ms
from linli.cabinet.machine.intents import Request, Verdict
from linli.cabinet.machine.running import alone_ms, is_alone, note
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import BY_CODE, TICK_LIVES_MS, can_be_given
from linli.kernel.codes import PICKUP_CODE_DIGITS
from linli.wire.grant import Grant, grant_id
from linli.wire.messages import Purpose, Result, Size, Why
from linli.wire.verifier import NO_VERIFIER, fits

LONGEST_ALONE_MS = 4 * 3_600_000
"""New meals are taken in so long without the server. Source: CUSTODY, section 5."""

FULLEST_ALONE_PERCENT = 80
"""And until so many compartments are taken. Source: CUSTODY, section 5."""

_REFUSALS: Mapping[Why, Refusal] = {
    Why.FULL: Refusal.FULL,
    Why.HELD: Refusal.HELD,
    Why.BAD_GRANT: Refusal.BAD_GRANT,
}


def typed(turn: Turn, happened: Typed) -> None:
    """Open the door of the one deposit whose code this is; no server and no clock is needed.

    What is no code at all is no guess. Two deposits may have the same code by chance: then
    it does not say whose meal is meant, and opens neither.
    """
    wait_ms = pause_ms(turn.memory, turn.now)
    if _has_gone(turn, happened):
        _show(turn, Shown(Refusal.BUSY))
        return
    if wait_ms:
        _show(turn, Shown(Refusal.TOO_MANY, wait_s=_seconds(wait_ms)))
        return
    if not _is_code(happened.code):
        _show(turn, Shown(Refusal.WRONG_CODE))
        return
    meant = _deposits_with(turn, happened.code)
    if not meant:
        wait_ms = guessed_wrong(turn)
        _show(turn, Shown(Refusal.WRONG_CODE, wait_s=_seconds(wait_ms)))
        return
    guessed_right(turn)
    if len(meant) > 1:
        _show(turn, Shown(Refusal.STATE))
        return
    _show_verdict(turn, decide(turn, _by_code(turn, *meant)))


def presented(turn: Turn, happened: Presented) -> None:
    """Open the door that a signed grant, read by the scanner, speaks of."""
    grant = happened.grant
    if _has_gone(turn, happened):
        _show(turn, Shown(Refusal.BUSY))
        return
    if grant is None or not _counts(turn, grant):
        _show(turn, Shown(Refusal.BAD_GRANT))
        return
    bound = bool(grant.deposit) and turn.compartment_of(grant.deposit) != 0
    begins = grant.purpose is Purpose.DEPOSIT and not bound
    if begins and is_alone(turn.memory, turn.now):
        if _spent(turn):
            _show(turn, Shown(Refusal.ONLINE_ONLY))
            return
        note(turn)
    again = grant.purpose is Purpose.PICKUP or (grant.purpose is Purpose.DEPOSIT and bound)
    _show_verdict(turn, decide(turn, _by_grant(turn, happened.text, grant, again=again)))


def _has_gone(turn: Turn, happened: Typed | Presented) -> bool:
    """Say whether whoever stood there may have left: a disk had stalled, and nobody was answered.

    As long as a tick lives, for the same reason.
    """
    return happened.at_ms is not None and turn.now.mono_ms - happened.at_ms > TICK_LIVES_MS


def _counts(turn: Turn, grant: Grant) -> bool:
    """Say whether the grant is for this cabinet and still holds.

    The right to a meal ends with its custody, not with a time: an owner's never expires.
    """
    if grant.purpose is Purpose.PICKUP:
        return grant.cabinet == turn.memory.number
    return holds_now(turn, grant)


def _spent(turn: Turn) -> bool:
    """Say whether a cabinet that is alone must not take in more meals.

    Room is kept for what the server has promised without knowing of the meals that came
    meanwhile: so what cannot be given out now counts as taken, whatever it is.
    """
    if alone_ms(turn.memory, turn.now) >= LONGEST_ALONE_MS:
        return True
    taken = sum(not can_be_given(one, turn.doors[comp]) for comp, one in turn.compartments.items())
    return 100 * taken >= FULLEST_ALONE_PERCENT * len(turn.compartments)


def _is_code(text: str) -> bool:
    return len(text) == PICKUP_CODE_DIGITS and text.isascii() and text.isdecimal()


def _deposits_with(turn: Turn, code: str) -> list[str]:
    """Return the deposits here with this code; all are checked, however early one fits."""
    key = turn.memory.code_key
    if not key:
        return []
    return [
        one.deposit
        for one in turn.compartments.values()
        if one.verifier and fits(bytes.fromhex(one.verifier), key, one.deposit, code)
    ]


def _by_code(turn: Turn, deposit: str) -> Request:
    return Request(
        purpose=Purpose.PICKUP,
        comp=0,
        deposit=deposit,
        size=Size.S,
        grant=BY_CODE,
        verifier=NO_VERIFIER,
        cid=_name(turn),
        actor="keypad",
        reason="",
        again=True,
    )


def _by_grant(turn: Turn, text: str, grant: Grant, *, again: bool) -> Request:
    return Request(
        purpose=grant.purpose,
        comp=0,
        deposit=grant.deposit,
        size=grant.size,
        grant=grant_id(text),
        verifier=grant.verifier,
        cid=_name(turn),
        actor="scanner",
        reason="on site",
        again=again,
    )


def _name(turn: Turn) -> str:
    """Return a name that no other request has: that of the line it may write."""
    return f"here-{turn.memory.seq + 1}"


def _show_verdict(turn: Turn, verdict: Verdict) -> None:
    """Show the door that opens, or stands open for this very person, or why none does."""
    match verdict.result:
        case Result.OK | Result.DUP:
            _show(turn, Shown(Refusal.NONE, comp=verdict.comp))
        case Result.BUSY:
            _show(turn, Shown(Refusal.BUSY))
        case _:
            _show(turn, Shown(_REFUSALS.get(verdict.why, Refusal.STATE)))


def _show(turn: Turn, shown: Shown) -> None:
    turn.then(Show(shown))


def _seconds(ms: int) -> int:
    return -(-ms // 1_000)
