"""The page of a cleaning round: begun, ticked with a photo, ended; watched by property."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.lockers.pages.reading import Read, press, read, read_answer
from tests.lockers.pages.test_pages_day import signed_in
from tests.lockers.tower import Tower

from linli.lockers.models import Cleaning
from linli.people.enums import Role
from linli.web.photos import LARGEST_PHOTO

PATH = "/board/cleaning/BAIYULAN"


@pytest.fixture
def crew(tower: Tower) -> Client:
    """The browser of one of the crew."""
    return signed_in(tower, "li", Role.CREW)


def photo(colour: str = "red") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(made, "JPEG")
    return made.getvalue()


def tick(browser: Client, *doors: str, file: bytes | None = None, work: str = "both") -> Read:
    form: dict[str, object] = {"then": "tick", "cabinet": "B-A", "work": work, "door": list(doors)}
    if file is not None:
        form["photo"] = SimpleUploadedFile("p.jpg", file, "image/jpeg")
    return read_answer(browser.post(PATH, form))


def test_a_round_is_walked_cabinet_by_cabinet_with_a_photo(tower: Tower, crew: Client) -> None:
    tower.stored()
    assert 'value="tick"' not in read(crew, PATH).source
    begun = press(crew, PATH, then="begin")
    assert "还有 12 个格口" in begun.text
    assert re.search(r'value="1"\s+disabled', begun.source)

    done = tick(crew, "2", "3", file=photo())

    assert "12 个格口里 10 个到时间" in done.text
    number = Cleaning.objects.get().pk
    picture = crew.get(f"/board/photo/{number}")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(picture.content)).size == (30, 20)
    day = read(signed_in(tower, "wang", Role.PROPERTY), "/board/day/BAIYULAN")
    assert "2 个格口" in day.text
    assert f"/board/photo/{number}" in day.source
    assert "开始清洁" in press(crew, PATH, then="end").text


@pytest.mark.parametrize("file", [None, b"x", b"x" * (LARGEST_PHOTO + 1)])
def test_a_photo_that_is_none_is_refused_and_the_ticks_are_kept(
    tower: Tower, crew: Client, file: bytes | None
) -> None:
    press(crew, PATH, then="begin")

    refused = tick(crew, "2", file=file)

    assert refused.status == 422
    assert re.search(r'value="2"\s+checked', refused.source)
    assert not Cleaning.objects.exists()


def test_doors_and_works_that_are_none_are_refused(tower: Tower, crew: Client) -> None:
    press(crew, PATH, then="begin")

    assert tick(crew, "x", file=photo()).status == 422
    assert tick(crew, "2", file=photo(), work="dreamt").status == 422


def test_a_clean_tower_says_so_and_another_cabinet_can_be_chosen(
    tower: Tower, crew: Client
) -> None:
    press(crew, PATH, then="begin")
    assert 'name="cabinet" value="B-A"' in read(crew, f"{PATH}?cabinet=B-A").source
    tick(crew, *map(str, range(1, 13)), file=photo())

    page = read(crew, PATH)

    assert "data-empty" in page.source
    assert "结束这一轮清洁" in page.text


def test_property_sees_the_round_and_ticks_nothing(tower: Tower, crew: Client) -> None:
    press(crew, PATH, then="begin")
    manager = signed_in(tower, "wang", Role.PROPERTY)

    assert 'id="tick"' not in read(manager, PATH).source
    assert press(manager, PATH, then="end").status == 403
    assert read(manager, "/board/photo/9").status == 404
