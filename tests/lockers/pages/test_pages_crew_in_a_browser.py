"""The crew's pages on a narrow phone: nothing sideways, nothing too small, a photo made small."""

import io

from PIL import Image
from playwright.sync_api import ViewportSize, expect
from tests.browsing import Visits
from tests.lockers.pages.staged import sign_in
from tests.lockers.pages.test_pages_record import recorded
from tests.lockers.tower import Tower

from linli.lockers.access import Seat
from linli.lockers.actions.cleaning import begin_cleaning
from linli.lockers.actions.holds import hold_doors
from linli.lockers.enums import HoldKind
from linli.lockers.models import Cleaning
from linli.people.enums import Role
from linli.people.models import Person
from linli.web.photos import LARGEST_PHOTO

NARROW = ViewportSize(width=320, height=640)
SMALLEST = 44
PAGES = (
    "/board/record/B-A",
    "/board/holds/B-A",
    "/board/layout/B-A",
    "/board/hall/BAIYULAN",
    "/board/faults",
    "/board/cleaning/BAIYULAN",
)
TOO_SMALL = f"""() => [...document.querySelectorAll('main :is(a, button, input, select, summary)')]
    .filter(one => one.type !== 'hidden' && !one.closest('label'))
    .filter(one => {{ const box = one.getBoundingClientRect();
        return box.width && Math.min(box.width, box.height) < {SMALLEST}; }})
    .map(one => one.outerHTML.slice(0, 100))"""


def test_the_crews_pages_fit_a_narrow_phone_and_a_photo_fits_the_server(
    tower: Tower, visit: Visits
) -> None:
    tower.stored()
    recorded(tower)
    visitor = visit(viewport=NARROW)
    page = sign_in(tower, visitor)
    seat = Seat(Person.objects.get(), Role.STEWARD, tower.place)
    begin_cleaning(seat, now=tower.now)
    hold_doors(
        seat, cabinet="B-A", doors=[11], kind=HoldKind.BROKEN, reason="铰链坏了", now=tower.now
    )
    tower.exchange()
    for path in PAGES:
        visitor.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"], path
        assert page.evaluate(TOO_SMALL) == [], path

    taken = io.BytesIO()
    Image.effect_noise((2_600, 1_800), 90).convert("RGB").save(taken, "JPEG", quality=92)
    assert len(taken.getvalue()) > LARGEST_PHOTO
    page.check("input[name=door][value='4']")
    page.set_input_files(
        "#photo", {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": taken.getvalue()}
    )
    expect(page.locator("#tick [type=submit]")).to_be_enabled()
    page.click("#tick [type=submit]")

    expect(page.locator("#cleaned")).to_contain_text("04")
    assert Cleaning.objects.get().photo.image
