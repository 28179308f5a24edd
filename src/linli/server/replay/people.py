"""Couriers and owners: what each does, from the scan to the closed door."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from linli.server.replay.client import Client
from linli.server.replay.figures import Diary
from linli.server.replay.habits import AtDoor, Habits
from linli.server.replay.hands import Hands, Opening
from linli.server.replay.noon import Meal
from linli.server.replay.pace import Pace
from linli.server.replay.pages import Form, Page
from linli.server.replay.refusals import NoAnswer

REFUSED_HERE = frozenset({"no_compartment_free", "cabinet_out_of_use"})
"""Problems that send a courier to the next cabinet."""

COME_BACK = frozenset(
    {"door_out_of_order", "not_stored_yet", "too_busy", "cabinet_quiet", "order_already_here"}
)
"""Problems that a person waits out at the door. The last one is a courier's own deposit at a
cabinet that turned out to be full: it stands in the books until that cabinet has let it go."""

START_AFRESH = frozenset({"meal_ended", "withdrawn", "no_door"})
"""A courier whose deposit was withdrawn scans again."""

WITHDRAWN = "withdrawn"

PRESS_NOW = frozenset({"jammed", "unanswered", "not_put_in", "left_inside", "ready", "back"})
"""What a page says when it waits for the person, not for the cabinet."""

ASKED = "ready"
"""What a page says that wants to know first whether one stands there: no door opens by that."""

NOT_SEEN = frozenset({"jammed", "not_put_in"})
"""What a page says to somebody who has closed the door, and whose cabinet could not see it: open
it once more."""

SOON_SEEN = frozenset({"asking", "unanswered", "code", "back", "opening", "open"})
"""What it says until the cabinet has told what came of it."""

PRESS_AGAIN_AFTER_S = 8.0
"""The page offers the button again after so long. Source: SCREENS, A3."""

STANDS_STILL_S = 30.0
"""A page that offers nothing for so long after that is one that a person turns away from."""

ASK_EVERY_S = 1.0
"""The page asks for its door's state each second."""

DOOR_OPENS_WITHIN_S = 3.0
"""A door that is still closed by then is jammed: the cabinet says so after 2 s."""

TRIES_AT_MOST = 60
"""About a minute and more at one cabinet; the lunch break is not longer."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What everyone at the tower shares."""

    client: Client
    hands: Mapping[str, Hands]
    pace: Pace
    diary: Diary


@dataclass(slots=True)
class Visit:
    """One person asking one cabinet for one door. ``pressed`` is when, each time.

    ``link`` is where the door's page can be read again, empty before it was seen.
    """

    scene: Scene
    hands: Hands
    pressed: list[float] = field(default_factory=list)
    link: str = ""

    async def open_door(self, page: Page, given: Mapping[str, str]) -> Opening | str:
        """Fill in the page's form and press, until a door opens; else return the problem."""
        form = page.form()
        if form is None:
            return page.why
        for _ in range(TRIES_AT_MOST):
            page = await self._press(page, form, given)
            result = await self._wait(page)
            if isinstance(result, (Opening, str)):
                return result
            page, given = result, {}
            form = page.form(again=True) or page.form()
            if form is None:
                return page.why
        return "no_door"

    async def see_it_done(self) -> None:
        """Look at the page, the door being closed, until it says what came of it.

        Whoever is asked to open the door once more does so, and closes it again; whoever is
        told nothing goes away.
        """
        give_up = self.scene.pace.read() + STANDS_STILL_S
        with suppress(NoAnswer):
            while self.scene.pace.read() < give_up:
                await asyncio.sleep(ASK_EVERY_S)
                page = await self.scene.client.page(self.link)
                stage = page.door.stage if page.door else ""
                form = page.form(again=True) or page.form()
                if stage in NOT_SEEN and form is not None:
                    await self._open_once_more(page, form)
                elif stage not in SOON_SEEN:
                    return

    async def _open_once_more(self, page: Page, form: Form) -> None:
        result = await self._wait(await self._press(page, form, {}))
        if isinstance(result, Opening):
            await asyncio.sleep(self.hands.shortest_s)
            await self.hands.close(result)

    async def _press(self, page: Page, form: Form, given: Mapping[str, str]) -> Page:
        self.pressed.append(self.scene.pace.read())
        return await self.scene.client.submit(page, form, **given)

    async def _wait(self, page: Page) -> Opening | str | Page:
        """Watch the page and the doors until one opens; the page as it is then, if none does."""
        give_up = self.pressed[-1] + PRESS_AGAIN_AFTER_S
        while True:
            if page.problem or page.door is None or page.door.stage == WITHDRAWN:
                return page.why
            self.link = page.door.link
            is_asked = page.door.stage == ASKED
            if page.door.number and not is_asked:
                opening = await self._opened(page.door.number)
                if opening is not None:
                    return opening
            if page.door.stage in PRESS_NOW or self._has_waited(page, give_up):
                return page
            await asyncio.sleep(ASK_EVERY_S)
            page = await self.scene.client.page(page.door.link)

    def _has_waited(self, page: Page, give_up: float) -> bool:
        """Whether it is time to press again: by the page's own word, or after long silence.

        The page counts from when the server heard of it, and that may have been down.
        """
        waited_s = self.scene.pace.read() - give_up
        return waited_s > 0 and (page.form(again=True) is not None or waited_s > STANDS_STILL_S)

    async def _opened(self, door: int) -> Opening | None:
        opening = await self.hands.opened(door, since=self.pressed[0], within_s=DOOR_OPENS_WITHIN_S)
        if opening is not None:
            # The last press before it opened is the one it opened for.
            press = max(at for at in self.pressed if at <= opening.at)
            self.scene.diary.opens_ms.append((opening.at - press) * 1000)
        return opening


async def deliver(meal: Meal, habits: Habits, scene: Scene) -> None:
    """Bring one meal, cabinet after cabinet, until one holds it or all are full."""
    try:
        await _walk(meal, habits, scene)
    except NoAnswer as silence:
        scene.diary.in_trouble(meal.recipient, str(silence))


async def _walk(meal: Meal, habits: Habits, scene: Scene) -> None:
    for cabinet in habits.walk:
        problem = await _deliver_to(cabinet, meal, habits.courier, scene)
        if not problem:
            return
        if problem not in REFUSED_HERE:
            scene.diary.in_trouble(meal.recipient, f"courier at {cabinet}: {problem}")
            return
    scene.diary.refused(meal.recipient)


async def _deliver_to(cabinet: str, meal: Meal, at_door: AtDoor, scene: Scene) -> str:
    """Bring a meal to one cabinet; returns the problem, empty when it is stored."""
    problem = ""
    for _ in range(TRIES_AT_MOST):
        visit = Visit(scene, scene.hands[cabinet])
        page = await scene.client.page(f"/c/{cabinet}")
        result = await visit.open_door(page, {"recipient": meal.recipient, "size": meal.size})
        if isinstance(result, Opening):
            await _put_in(result, meal, at_door, visit)
            return ""
        problem = result
        scene.diary.refusals[problem] += 1
        if problem not in COME_BACK | START_AFRESH:
            return problem
        await asyncio.sleep(ASK_EVERY_S)
    return problem


async def _put_in(opening: Opening, meal: Meal, at_door: AtDoor, visit: Visit) -> None:
    before, after = _halves(at_door, visit)
    await asyncio.sleep(before)
    visit.hands.put(opening.door, meal.recipient)
    await asyncio.sleep(after)
    visit.scene.diary.put_in(meal.recipient, visit.hands.cabinet)
    await visit.hands.close(opening)
    if not at_door.leaves_open:
        await visit.see_it_done()


async def collect(meal: Meal, habits: Habits, scene: Scene, *, cabinet: str, link: str) -> None:
    """Fetch one meal, as its message says; or be refused, and leave it to the crew."""
    for _ in range(TRIES_AT_MOST):
        visit = Visit(scene, scene.hands[cabinet])
        try:
            result = await visit.open_door(await scene.client.page(link), {})
        except NoAnswer as silence:
            result = silence.code
        if isinstance(result, Opening):
            await take_out(result, visit, "owner", habits.owner, expected=meal.recipient)
            return
        scene.diary.refusals[result] += 1
        if result not in COME_BACK:
            return
        await asyncio.sleep(ASK_EVERY_S)


async def take_out(
    opening: Opening,
    visit: Visit,
    by: Literal["owner", "crew"],
    at_door: AtDoor,
    *,
    expected: str = "",
) -> None:
    """Take what lies behind an open door, and close it; ``expected`` is whose it should be."""
    before, after = _halves(at_door, visit)
    await asyncio.sleep(before)
    taken = visit.hands.take(opening.door)
    if taken:
        visit.scene.diary.taken_out(taken, by)
    if expected and taken != expected:
        visit.scene.diary.in_trouble(expected, f"door {opening.door} held {taken or 'nothing'}")
    await asyncio.sleep(after)
    await visit.hands.close(opening)
    if by == "owner" and not at_door.leaves_open:
        await visit.see_it_done()


def _halves(at_door: AtDoor, visit: Visit) -> tuple[float, float]:
    """Return how long a person stands there before and after the hand is inside, in seconds.

    Whoever leaves the door open is quick with the meal; the door stands open for the rest.
    """
    shortest = visit.hands.shortest_s
    whole = max(visit.scene.pace.real_s(at_door.seconds), shortest)
    before = shortest / 2 if at_door.leaves_open else whole / 2
    return before, whole - before
