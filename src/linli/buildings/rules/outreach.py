"""What may be done for one company or person of a campaign when, and what is said in numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.buildings.enums.campaigns import CallResult, CampaignKind, OutreachState
from linli.buildings.enums.policies import Gain

S = OutreachState


class Step(StrEnum):
    """One thing that is done about a policy somebody may gain by."""

    TELL = "tell"
    LOST = "lost"
    READ = "read"
    APPLY = "apply"
    DECLINE = "decline"
    GRANT = "grant"
    REFUSE = "refuse"


STEPS: Mapping[Step, tuple[frozenset[OutreachState], OutreachState]] = {
    Step.TELL: (frozenset({S.LISTED}), S.TOLD),
    Step.LOST: (frozenset({S.TOLD}), S.LISTED),
    Step.READ: (frozenset({S.TOLD}), S.READ),
    Step.APPLY: (frozenset({S.LISTED, S.TOLD, S.READ, S.DECLINED}), S.APPLIED),
    Step.DECLINE: (frozenset({S.LISTED, S.TOLD, S.READ}), S.DECLINED),
    Step.GRANT: (frozenset({S.APPLIED}), S.GRANTED),
    Step.REFUSE: (frozenset({S.APPLIED}), S.REFUSED),
}
"""From where each step leads, and whither. Who declined may think again; whose message never
came was not told."""

OWN_STEPS = (Step.READ, Step.APPLY, Step.DECLINE)
"""What a company says itself, by its link. Whether it is granted, it does not decide."""


def after(state: OutreachState, step: Step) -> OutreachState | None:
    """Return the state after a step; None where it cannot be taken."""
    sources, then = STEPS[step]
    return then if state in sources else None


def after_call(
    kind: CampaignKind, state: OutreachState, result: CallResult
) -> OutreachState | None:
    """Return the state after a call at the door; None where nobody need call any more."""
    if state is not S.LISTED:
        return None
    if result is not CallResult.DONE:
        return state
    return S.TOLD if kind is CampaignKind.POLICY else S.DONE


@dataclass(frozen=True, slots=True)
class Counted:
    """One company as it is counted: what the policy says of it now, and how far it has come.

    ``state`` is None while it is in no campaign. ``told``, ``read`` and ``applied`` say whether
    that ever happened, whatever came after it.
    """

    gain: Gain
    state: OutreachState | None = None
    told: bool = False
    read: bool = False
    applied: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """A policy in one building. Nobody leaves a count: ``all`` is the sum of the three gains.

    What happened is counted among all companies, also of whom the policy no longer speaks:
    ``told_otherwise`` are those told who would not gain by it today, or of whom that is unknown.
    ``yes_untold`` are those who would gain, and whom nobody has told; ``yes_unlisted`` those of
    them who stand on no list either.
    """

    all: int
    yes: int
    unknown: int
    no: int
    listed: int
    told: int
    read: int
    applied: int
    granted: int
    refused: int
    declined: int
    told_otherwise: int
    yes_untold: int
    yes_unlisted: int


def count(companies: Iterable[Counted]) -> Figures:
    """Count all companies of a building for one policy."""
    rows = list(companies)
    gains = [one.gain for one in rows]
    states = [one.state for one in rows]
    return Figures(
        all=len(rows),
        yes=gains.count(Gain.YES),
        unknown=gains.count(Gain.UNKNOWN),
        no=gains.count(Gain.NO),
        listed=states.count(S.LISTED),
        told=sum(one.told for one in rows),
        read=sum(one.read for one in rows),
        applied=sum(one.applied for one in rows),
        granted=states.count(S.GRANTED),
        refused=states.count(S.REFUSED),
        declined=states.count(S.DECLINED),
        told_otherwise=sum(one.told and one.gain is not Gain.YES for one in rows),
        yes_untold=sum(not one.told and one.gain is Gain.YES for one in rows),
        yes_unlisted=sum(one.state is None and one.gain is Gain.YES for one in rows),
    )
