"""A window is open while somebody is on duty at it, and at no other time."""

from datetime import datetime, timedelta

from tests.buildings.house import House

from linli.buildings.models import Duty, ServiceWindow, Shift
from linli.buildings.queries.opening import hours_of

HOUR = timedelta(hours=1)


def shift(window: ServiceWindow, begins: datetime, *, hours: int = 2) -> Shift:
    return Shift.objects.create(window=window, begins_at=begins, ends_at=begins + hours * HOUR)


def test_gaps_and_what_was_given_up_open_no_window_and_shifts_that_touch_are_one_time(
    house: House, now: datetime
) -> None:
    talent, notary, gone = (
        ServiceWindow.objects.create(committee=house.committee, number=at, name="窗口")
        for at in (1, 2, 3)
    )
    taken = [shift(talent, now + at * HOUR) for at in (0, 2, 6)] + [shift(gone, now)]
    given_up = shift(talent, now + 4 * HOUR)
    shift(notary, now)
    Duty.objects.bulk_create(
        Duty(shift=one, person=house.person, taken_at=now) for one in (*taken, given_up)
    )
    Duty.objects.filter(shift=given_up).update(left_at=now)
    ServiceWindow.objects.filter(pk=gone.pk).update(closed_at=now)
    windows = [talent.pk, notary.pk, gone.pk]

    assert hours_of(windows, now, now + 9 * HOUR) == {
        talent.pk: [(now, now + 4 * HOUR), (now + 6 * HOUR, now + 8 * HOUR)]
    }
    assert hours_of(windows, now + 4 * HOUR, now + 6 * HOUR) == {}
