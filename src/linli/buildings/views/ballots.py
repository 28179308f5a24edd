"""Voting: the secretary's page of a ballot, the sheet of links, and the page behind a link."""

from collections.abc import Callable, Mapping
from random import SystemRandom

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.buildings.access import ballots as ballot_access
from linli.buildings.access import matters as access
from linli.buildings.access.ballots import Elector, Moved
from linli.buildings.access.matters import Keeper, Visited
from linli.buildings.actions import balloting, voting
from linli.buildings.enums.ballots import BallotRule, RollKind
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.ballots import read_ballot, read_box, read_vote
from linli.buildings.forms.matters import new_token, read_day, read_number, read_words
from linli.buildings.queries.ballots import labels_of, open_ballot_of, options_of
from linli.buildings.queries.motions import (
    ROLL_SHOWN,
    SHEET,
    ballots_of,
    lines_to_vote,
    name_of,
    roll_of,
)
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.web import qr
from linli.web.headers import behind_a_link
from linli.web.pages import page
from linli.web.problems import on_refusal, person_of

CHANCE = SystemRandom()
REASON_LONGEST = 100
"""Characters: a sentence."""

FARTHEST_PAGE = 1_000
"""Of a sheet: beyond any roll."""

Press = Callable[[Keeper, Moved, HttpRequest], object]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show who has voted on a motion, and no counts before the end; open, enter, close."""
    keeper = access.keeper_at(person_of(request), building, now=clock.now())
    moved = ballot_access.motion_of(Visited(keeper.committee), number)
    if request.method != "POST":
        return _desk(request, keeper, moved)
    on_refusal(request, lambda error: _desk(request, keeper, moved, error=error))
    press = PRESSES.get(request.POST.get("then", ""))
    if press is None:
        raise FormUnreadable
    press(keeper, moved, request)
    return redirect("buildings:ballot", building, number)


def _open(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    new = read_ballot(request.POST)
    balloting.open_ballot(keeper, moved.motion, new, chance=CHANCE, now=clock.now())


def _paper(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    voting.enter_paper(
        keeper,
        moved.motion,
        line=read_number(request.POST, "line"),
        choice=request.POST.get("choice", ""),
        chance=CHANCE,
        now=clock.now(),
    )


def _box(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    counted = read_box(request.POST, labels_of(moved.motion))
    voting.count_box(keeper, moved.motion, counted=counted, chance=CHANCE, now=clock.now())


def _proxy(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    giver, holder = read_number(request.POST, "giver"), read_number(request.POST, "holder")
    voting.note_proxy(keeper, moved.motion, giver=giver, holder=holder, now=clock.now())


def _revoke(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    giver = read_number(request.POST, "giver")
    voting.revoke_proxy(keeper, moved.motion, giver=giver, now=clock.now())


def _close(keeper: Keeper, moved: Moved, _request: HttpRequest) -> None:
    balloting.close_ballot(keeper, moved.motion, now=clock.now())


def _annul(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    reason = read_words(request.POST, "why", most=REASON_LONGEST)
    balloting.annul_ballot(keeper, moved.motion, reason=reason, now=clock.now())


def _seat(keeper: Keeper, moved: Moved, request: HttpRequest) -> None:
    balloting.seat_winner(
        keeper,
        moved.motion,
        begins_on=read_day(request.POST, "begins"),
        ends_on=read_day(request.POST, "ends"),
        now=clock.now(),
    )


PRESSES: Mapping[str, Press] = {
    "open": _open,
    "paper": _paper,
    "box": _box,
    "proxy": _proxy,
    "revoke": _revoke,
    "annul": _annul,
    "close": _close,
    "seat": _seat,
}
"""What each button does."""


@never_cache
@require_safe
def sheet(request: HttpRequest, building: str, number: int) -> HttpResponse:
    """Show the links of those who have not voted, to be printed or copied, some at a time."""
    keeper = access.keeper_at(person_of(request), building, now=clock.now())
    moved = ballot_access.motion_of(Visited(keeper.committee), number)
    running = open_ballot_of(moved.motion)
    at = _page_of(request.GET.get("page", ""))
    roll = [] if running is None else roll_of(running, page=at, each=SHEET)
    links = []
    for one in roll:
        token = ballot_access.voter_link(one.code)
        link = request.build_absolute_uri(reverse("buildings:vote", args=[token]))
        drawn = "" if one.how else qr.svg_at_once(link, title=f"{one.number}")
        links.append((one, link, drawn))
    context = {
        "building": keeper.building,
        "motion": moved.motion,
        "links": links,
        "page": at,
        "next": at + 1 if len(roll) == SHEET else 0,
    }
    return page(request, "buildings/sheet.html", context)


@behind_a_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """Let a line of a roll vote, for itself and by proxy: choose, read what it means, cast."""
    elector = ballot_access.voter_of_link(token)
    if request.method != "POST":
        return _vote(request, elector)
    on_refusal(request, lambda error: _vote(request, elector, error=error))
    motion = elector.voter.ballot.motion
    new = read_vote(request.POST, options_of(motion))
    if request.POST.get("then") != "cast":
        return _vote(request, elector, chosen=new)
    made = voting.cast(elector.voter, new, chance=CHANCE, now=clock.now())
    return _vote(request, elector, receipt=made.receipt, counts_for=made.choice)


def _page_of(typed: str) -> int:
    is_one = typed.isascii() and typed.isdigit() and 0 < int(typed[:5]) <= FARTHEST_PAGE
    return int(typed[:5]) if is_one else 1


def _desk(
    request: HttpRequest, keeper: Keeper, moved: Moved, *, error: LinliError | None = None
) -> HttpResponse:
    now, motion = clock.now(), moved.motion
    running, at = open_ballot_of(motion), _page_of(request.GET.get("page", ""))
    roll = [] if running is None else roll_of(running, page=at, each=ROLL_SHOWN)
    is_election = motion.seat_id is not None
    labels = labels_of(motion)
    context = {
        "building": keeper.building,
        "motion": motion,
        "is_election": is_election,
        "running": running,
        "ballots": ballots_of(motion, keeps=True),
        "roll": roll,
        "next": at + 1 if len(roll) == ROLL_SHOWN else 0,
        "box": 0 if running is None else running.papers - running.papers_counted,
        "options": labels.items(),
        "rules": [
            one for one in BallotRule.choices if (one[0] == BallotRule.ELECTION) is is_election
        ],
        "kinds": RollKind.choices,
        "typed": request.POST,
        "error": error,
        "now": now,
    }
    return page(request, "buildings/ballot.html", context)


def _vote(
    request: HttpRequest,
    elector: Elector,
    *,
    chosen: voting.NewVote | None = None,
    receipt: str = "",
    counts_for: str = "",
    error: LinliError | None = None,
) -> HttpResponse:
    now, voter = clock.now(), elector.voter
    ballot = voter.ballot
    motion, labels = ballot.motion, labels_of(ballot.motion)
    has_voted, lines = lines_to_vote(voter)
    is_over = ballot.closed_at is not None or now >= ballot.closes_at
    context = {
        "building": motion.committee.building,
        "motion": motion,
        "ballot": ballot,
        "number": voter.number,
        "who": name_of(voter),
        "has_voted": has_voted,
        "lines": () if is_over else [(one, new_token()) for one in lines],
        "is_over": is_over,
        "options": [(one, labels[one]) for one in options_of(motion)],
        "chosen": chosen,
        "chosen_label": "" if chosen is None else labels[chosen.choice],
        "for_another": chosen is not None and chosen.line != voter.number,
        "receipt": receipt,
        "counts_for": labels.get(counts_for, ""),
        "error": error,
        "now": now,
    }
    return page(request, "buildings/vote.html", context)
