"""Rules of reach, of sign-ins, of guessing and of apps, on plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.enums import Role
from linli.people.rules.apps import step_of
from linli.people.rules.devices import Device, device_of
from linli.people.rules.grants import HeldGrant, Reach, reach
from linli.people.rules.guessing import Limit, window_of
from linli.people.rules.proposals import Verdict, verdict
from linli.people.rules.roles import DeclaredRole, is_over
from linli.people.rules.sessions import (
    ANYONE_AT_MOST,
    STAFF_AT_MOST,
    STAFF_IDLE,
    Seen,
    Standing,
    standing,
)

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
PATH = ("HK", "BYL")
STEWARD = DeclaredRole(Role.STEWARD, "", (), frozenset({Role.STEWARD}))
CREW = DeclaredRole(Role.CREW, "", (), frozenset({Role.STEWARD}))
DECLARED = {Role.STEWARD: STEWARD, Role.CREW: CREW}

ENDS = st.sampled_from([None, NOON - HOUR, NOON, NOON + HOUR, NOON + 2 * HOUR])
GRANTS = st.lists(
    st.builds(
        HeldGrant,
        role=st.sampled_from([Role.STEWARD, Role.CREW]),
        place=st.sampled_from(["HK", "BYL", "JA"]),
        until=ENDS,
        is_delegated=st.booleans(),
    ),
    max_size=4,
)


@given(grants=GRANTS, until=ENDS)
def test_nothing_passed_on_outlives_every_grant_it_rests_on(
    grants: list[HeldGrant], until: datetime | None
) -> None:
    found = reach(grants, roles={Role.STEWARD}, place_path=PATH, now=NOON)

    resting = [
        one
        for one in grants
        if one.role == Role.STEWARD
        and one.place in PATH
        and not one.is_delegated
        and (one.until is None or one.until > NOON)
    ]
    assert (found is None) == (not resting)
    if found is not None:
        outlived = all(
            one.until is not None and (until is None or until > one.until) for one in resting
        )
        assert found.covers(until) == (not outlived)


def test_no_end_covers_every_end_and_an_end_covers_not_no_end() -> None:
    assert Reach(None).covers(None)
    assert Reach(None).covers(NOON)
    assert Reach(NOON).covers(NOON)
    assert not Reach(NOON).covers(NOON + timedelta.resolution)
    assert not Reach(NOON).covers(None)


@pytest.mark.parametrize(
    ("others", "over"),
    [
        ([], False),
        ([(HeldGrant(Role.CREW, "BYL", None), PATH)], True),
        ([(HeldGrant(Role.CREW, "KERRY", None), ("JA", "KERRY"))], False),
        ([(HeldGrant(Role.GATEWAY, "BYL", None), PATH)], False),
        (
            [
                (HeldGrant(Role.CREW, "BYL", None), PATH),
                (HeldGrant(Role.CREW, "KERRY", NOON), ("JA", "KERRY")),
            ],
            True,
        ),
        ([(HeldGrant(Role.CREW, "KERRY", NOON), ("JA", "KERRY"))], False),
        ([(HeldGrant(Role.CREW, "BYL", NOON), PATH)], True),
    ],
)
def test_over_somebody_is_who_could_give_all_that_they_hold(
    others: list[tuple[HeldGrant, tuple[str, ...]]], *, over: bool
) -> None:
    mine = [HeldGrant(Role.STEWARD, "HK", None)]

    assert is_over(mine, others, declared=DECLARED, now=NOON) is over


def seen(
    *,
    began: timedelta = timedelta(),
    idle: timedelta = timedelta(),
    staff: bool = True,
    factor: bool = True,
    proven: bool = True,
) -> Seen:
    """A browser in which somebody signed in, and was last seen, so long before noon."""
    return Seen(NOON - began, NOON - idle, staff, factor, proven)


@pytest.mark.parametrize(
    ("known", "required", "found"),
    [
        (seen(), True, Standing.GOOD),
        (seen(proven=False), False, Standing.UNPROVEN),
        (seen(proven=False, staff=False), False, Standing.UNPROVEN),
        (seen(proven=False, factor=False), True, Standing.UNFIT),
        (seen(proven=False, factor=False), False, Standing.GOOD),
        (seen(proven=False, factor=False, staff=False), True, Standing.GOOD),
        (seen(began=STAFF_AT_MOST), True, Standing.ENDED),
        (seen(idle=STAFF_IDLE), True, Standing.ENDED),
        (seen(idle=STAFF_IDLE, staff=False), True, Standing.GOOD),
        (seen(began=ANYONE_AT_MOST, staff=False), True, Standing.ENDED),
        (seen(began=-HOUR, idle=-HOUR), True, Standing.GOOD),
    ],
)
def test_what_a_browser_may_be_shown(known: Seen, found: Standing, *, required: bool) -> None:
    assert standing(known, is_factor_required=required, now=NOON) is found


@pytest.mark.parametrize(
    ("person", "is_open", "late", "found"),
    [
        (2, True, False, Verdict.MAY),
        (1, True, False, Verdict.OWN),
        (2, False, False, Verdict.OVER),
        (1, True, True, Verdict.OVER),
    ],
)
def test_who_may_decide(person: int, found: Verdict, *, is_open: bool, late: bool) -> None:
    expires = NOON if late else NOON + timedelta.resolution

    said = verdict(proposed_by=1, person=person, expires_at=expires, is_open=is_open, now=NOON)

    assert said is found


@given(st.integers(0, 10**9), st.sampled_from([60, 600, 3600, 86400]))
def test_every_instant_lies_in_one_window(seconds: int, length: int) -> None:
    now = datetime.fromtimestamp(seconds + 0.5, UTC)
    limit = Limit("x", 1, timedelta(seconds=length))

    began = window_of(limit, now)

    assert began <= now < began + limit.window
    assert window_of(limit, began) == began
    assert window_of(limit, began + limit.window) == began + limit.window


@pytest.mark.parametrize(
    ("typed", "last", "found"),
    [
        ("10", 0, 10),
        (" 1 0 ", 0, 10),
        ("9", 0, 9),
        ("8", 0, None),
        ("11", 0, None),
        ("10", 10, None),
        ("9", 9, None),
        ("10", 9, 10),
        ("１０", 0, None),  # noqa: RUF001  # full-width digits are another text
    ],
)
def test_a_code_counts_for_its_step_and_no_earlier_one(
    typed: str, last: int, found: int | None
) -> None:
    at = datetime.fromtimestamp(10 * 30 + 29, UTC)

    assert step_of(typed, code_at=str, last_step=last, now=at) == found


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("", Device("", "")),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
            Device("Windows", "Edge"),
        ),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 Safari/537.36 ArkWeb",
            Device("HarmonyOS", "Chrome"),
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/128.0", Device("Linux", "Firefox")),
        ("curl/8.0", Device("", "")),
    ],
)
def test_a_browser_is_named_as_people_know_it(said: str, device: Device) -> None:
    assert device_of(said) == device
