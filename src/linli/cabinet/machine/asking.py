"""Whether a door opens for whoever asks: fresh, first, granted, and then by purpose.

The order of the checks is the order of CUSTODY: what is stale is refused before anything is
said about the cabinet, and a command that was answered gets its answer again.
"""

from collections.abc import Callable, Mapping

from linli.cabinet.inputs import Asked, Say
from linli.cabinet.machine.intents import Request, Verdict, refuse
from linli.cabinet.machine.meals import deposit, pickup
from linli.cabinet.machine.staffing import staff
from linli.cabinet.machine.turn import Turn
from linli.cabinet.memory import ANSWERS_KEPT, TICK_LIVES_MS
from linli.wire.grant import Grant
from linli.wire.messages import Act, Purpose, Reply, Result, Why


def asked(turn: Turn, happened: Asked) -> None:
    """Answer an act, and open the door if it is to be.

    A stale act leaves no trace, not even its answer: the same command may come again with a
    fresh tick. A repeated one learns what it was told, whose door and why.
    """
    act = happened.act
    if _stale(turn, act):
        turn.then(Say(_reply(turn, act, Verdict(Result.STALE))))
        return
    first = turn.memory.answers.get(act.cid)
    if first is not None:
        turn.then(Say(_reply(turn, act, Verdict(Result.DUP, first.comp, first.why))))
        return
    grant = happened.grant
    if grant is not None and _is_for(turn, act, grant):
        verdict = decide(turn, Request.from_afar(act, grant))
    else:
        verdict = refuse(Why.BAD_GRANT)
    reply = _reply(turn, act, verdict)
    answers = {**turn.memory.answers, act.cid: reply}
    turn.know(answers=dict(list(answers.items())[-ANSWERS_KEPT:]))
    turn.then(Say(reply))


def decide(turn: Turn, request: Request) -> Verdict:
    """Open the door that is asked for, or say why not."""
    return _DECIDE[request.purpose](turn, request)


def holds_now(turn: Turn, grant: Grant) -> bool:
    """Say whether a grant is for this cabinet and, as far as anyone knows, has not expired.

    Its end counts only by a wall clock that can be trusted.
    """
    expired = turn.now.quality > 0 and turn.now.wall_ms >= grant.expires_s * 1_000
    return grant.cabinet == turn.memory.number and not expired


def _stale(turn: Turn, act: Act) -> bool:
    """Say whether an act is not for this cabinet, this session, and the last 5 s.

    Ages are by the monotonic clock alone; a tick from the future was never issued.
    """
    memory = turn.memory
    if (act.cab, act.epoch, act.session) != (memory.cabinet, memory.epoch, memory.session):
        return True
    issued_ms = memory.ticks.get(act.tick)
    if issued_ms is None:
        return True
    return not 0 <= turn.now.mono_ms - issued_ms <= TICK_LIVES_MS


def _is_for(turn: Turn, act: Act, grant: Grant) -> bool:
    """Say whether a grant, whose signature is good, is for this very act.

    Its size counts for a deposit alone: it decides which compartment is given. That it has
    not expired is asked besides; the tick has already proved freshness.
    """
    return (
        grant.purpose is act.purpose
        and grant.deposit == act.deposit
        and (grant.size is act.size or act.purpose is not Purpose.DEPOSIT)
        and holds_now(turn, grant)
    )


def _reply(turn: Turn, act: Act, verdict: Verdict) -> Reply:
    return Reply(
        v=1,
        cab=turn.memory.cabinet,
        cid=act.cid,
        result=verdict.result,
        comp=verdict.comp,
        why=verdict.why,
    )


_DECIDE: Mapping[Purpose, Callable[[Turn, Request], Verdict]] = {
    Purpose.DEPOSIT: deposit,
    Purpose.PICKUP: pickup,
    Purpose.RECALL: staff,
    Purpose.DISPOSE: staff,
    Purpose.CLEAR: staff,
}
