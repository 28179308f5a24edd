"""Two never have one thing at one time: claims, their slots, and giving back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.buildings.actions.claims import claim, release
from linli.buildings.errors.claims import Claimed
from linli.buildings.models import Claim
from linli.buildings.rules.slots import LONGEST, SLOT, slots

TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001  # hypothesis wants them bare, and adds the zone
    datetime(2027, 1, 1),  # noqa: DTZ001  # as above
    timezones=st.just(UTC),
)
LENGTHS = st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes))


@given(MOMENTS, LENGTHS, MOMENTS, LENGTHS)
def test_times_that_meet_share_a_slot_and_slots_touch_no_time_before_or_after(
    begins: datetime, length: timedelta, other: datetime, others: timedelta
) -> None:
    one, two = slots(begins, begins + length), slots(other, other + others)

    if begins < other + others and other < begins + length:
        assert set(one) & set(two)
    assert begins - SLOT < one[0] <= begins
    assert one[-1] < begins + length <= one[-1] + SLOT


@pytest.mark.parametrize("length", [timedelta(), -SLOT, LONGEST + SLOT])
def test_no_time_at_all_or_more_than_a_day_is_not_cut(length: timedelta) -> None:
    with pytest.raises(ValueError, match="no time to claim"):
        slots(TEN, TEN + length)


@pytest.mark.django_db
def test_a_room_is_refused_to_whoever_comes_second_for_a_part_of_its_time() -> None:
    claim("room:1", slots(TEN, TEN + 6 * SLOT), holder="booking:1")

    with pytest.raises(Claimed):
        claim("room:1", slots(TEN + 5 * SLOT, TEN + 9 * SLOT), holder="booking:2")

    assert not Claim.objects.filter(holder="booking:2").exists()
    claim("room:1", slots(TEN + 6 * SLOT, TEN + 9 * SLOT), holder="booking:3")


@pytest.mark.django_db
def test_seats_are_given_from_the_first_until_all_are_taken() -> None:
    noon = slots(TEN, TEN + SLOT)
    assert [claim("hall:1", noon, holder=f"visit:{one}", seats=3) for one in range(3)] == [1, 2, 3]

    with pytest.raises(Claimed):
        claim("hall:1", noon, holder="visit:4", seats=3)


@pytest.mark.django_db
def test_what_is_given_back_is_free_for_the_next() -> None:
    noon = slots(TEN, TEN + 2 * SLOT)
    claim("hall:1", noon, holder="visit:1")

    assert release("visit:1") == len(noon)
    assert release("visit:1") == 0
    assert claim("hall:1", noon, holder="visit:2") == 1


@pytest.mark.django_db
def test_whoever_was_first_between_look_and_claim_is_seen_at_the_second_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noon = slots(TEN, TEN + SLOT)
    claim("hall:1", noon, holder="visit:1", seats=2)
    looked = Claim.objects.filter

    def blind(**_asked: object) -> object:
        monkeypatch.setattr(Claim.objects, "filter", looked)
        return Claim.objects.none()

    monkeypatch.setattr(Claim.objects, "filter", blind)

    assert claim("hall:1", noon, holder="visit:2", seats=2) == 2
