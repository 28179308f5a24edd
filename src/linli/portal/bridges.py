"""What happens in one system and matters in another. Nothing else here knows two of them.

A cabinet that people cannot use becomes a matter of its building, where a committee stands;
once none of its alarms is open any more, that matter is answered.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils.translation import gettext

from linli.buildings.actions.machines import Trouble, answer_by_machine, raise_by_machine
from linli.buildings.queries.machines import open_for_machines
from linli.kernel.clock import now
from linli.lockers.queries.hindered import Hindered, hindered, with_open_alarms

log = logging.getLogger(__name__)

ROUND_S = 5.0
"""As every clock here: the server waits for its beat."""

STANDS_FOR = timedelta(minutes=30)
"""What the crew sees to within it is no matter of the building: a walk to it and a look."""

CABINET = "cabinet:"
"""How the ledger names one, and who speaks for it here."""

DOORS_NAMED = 5
"""More than that are said to be some doors."""


def carry_troubles(*, now: datetime) -> int:
    """Raise what stands in cabinets, answer what is over, and return how many matters moved."""
    moved = sum(
        raise_by_machine(one.building, _trouble(one), now=now)
        for one in hindered(now=now, longer_than=STANDS_FOR)
    )
    raised = [
        (building, about.removeprefix(CABINET))
        for building, about in open_for_machines()
        if about.startswith(CABINET)
    ]
    if not raised:
        return moved
    still = with_open_alarms([code for _building, code in raised])
    over = [(building, code) for building, code in raised if code not in still]
    return moved + sum(_answer(building, code, now) for building, code in over)


def run_bridges(stop: threading.Event, beat: Callable[[], None] = lambda: None) -> None:
    """Carry what happened, round after round, until told to stop; a failed round is tried again.

    ``beat`` is told of each round that went well.
    """
    while not stop.wait(ROUND_S):
        try:
            close_old_connections()
            if count := carry_troubles(now=now()):
                log.info("carried %d troubles between cabinets and committees", count)
            beat()
        except Exception:
            log.exception("a round between two systems failed and will be tried again")


JOBS = (run_bridges,)
"""What the server runs where both systems are on."""


def _trouble(one: Hindered) -> Trouble:
    return Trouble(
        about=f"{CABINET}{one.cabinet}",
        key=one.key,
        who=gettext("外卖柜 {cabinet}").format(cabinet=one.cabinet),
        title=_title(one),
        spot=one.spot[:40],
    )


def _title(one: Hindered) -> str:
    what = "、".join(one.says)
    if not one.doors:
        says = gettext("外卖柜 {cabinet} 用不了：{what}").format(cabinet=one.cabinet, what=what)
    elif len(one.doors) > DOORS_NAMED:
        says = gettext("外卖柜 {cabinet} 有 {count} 个格口用不了：{what}").format(
            cabinet=one.cabinet, count=len(one.doors), what=what
        )
    else:
        doors = "、".join(f"{door}" for door in one.doors)
        says = gettext("外卖柜 {cabinet} 的 {doors} 号格口用不了：{what}").format(
            cabinet=one.cabinet, doors=doors, what=what
        )
    return says[:60]


def _answer(building: str, code: str, now: datetime) -> bool:
    says = gettext("外卖柜 {cabinet} 已经恢复正常。").format(cabinet=code)
    return answer_by_machine(building, f"{CABINET}{code}", says=says, now=now)
