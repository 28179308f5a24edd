"""Who may do what where."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from linli.people.enums import Role
from linli.people.rules import HeldGrant, holds

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
roles = st.sampled_from([Role.CREW, Role.PROPERTY])
codes = st.sampled_from(["HK", "TLQ", "BYL"])
ends = st.none() | st.integers(-1, 1).map(lambda seconds: NOON + timedelta(seconds=seconds))
grants = st.lists(st.builds(HeldGrant, role=roles, place=codes, until=ends), max_size=4)


def test_a_grant_reaches_what_lies_in_its_place_and_not_what_it_lies_in() -> None:
    held = [HeldGrant(Role.CREW, "TLQ", None)]

    assert holds(held, role=Role.CREW, place_path=("HK", "TLQ", "BYL"), now=NOON)
    assert not holds(held, role=Role.CREW, place_path=("HK",), now=NOON)


def test_a_grant_has_ended_at_its_end() -> None:
    held = [HeldGrant(Role.CREW, "HK", NOON)]

    assert not holds(held, role=Role.CREW, place_path=("HK",), now=NOON)
    assert holds(held, role=Role.CREW, place_path=("HK",), now=NOON - timedelta.resolution)


@given(grants, roles, st.sets(codes))
@example([HeldGrant(Role.STEWARD, "HK", None)], Role.CREW, {"HK"})
def test_a_role_is_held_by_a_grant_of_that_role_there_that_has_not_ended(
    held: list[HeldGrant], role: Role, path: set[str]
) -> None:
    expected = {(one.role, one.place) for one in held if one.until is None or one.until > NOON} & {
        (role, place) for place in path
    }

    assert holds(held, role=role, place_path=path, now=NOON) == bool(expected)


@given(grants, grants, roles, st.sets(codes))
def test_one_more_grant_takes_nothing_away(
    held: list[HeldGrant], more: list[HeldGrant], role: Role, path: set[str]
) -> None:
    before = holds(held, role=role, place_path=path, now=NOON)

    assert holds(held + more, role=role, place_path=path, now=NOON) >= before
