"""Photos of matters: nobody sees one that nobody has read, and a hidden one says why."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from tests.buildings.house import House, again
from tests.buildings.pictures import picture, upload

from linli.buildings.access import evidence as access
from linli.buildings.access.matters import Handled, Speaker, Visited, voice_link
from linli.buildings.actions import evidence, handling
from linli.buildings.actions.evidence import NewEvidence, add_evidence, add_photo, hide_photo
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import SeatKind
from linli.buildings.errors.evidence import PhotosEnough, PhotoThere, ReadAlready, UnknownPhoto
from linli.buildings.errors.matters import MatterMoved
from linli.buildings.forms.evidence import read_photo, read_photo_if_any
from linli.buildings.models import Evidence, Voice
from linli.buildings.queries.matters import matter_page
from linli.kernel import clock
from linli.people.errors import TooManyGuesses
from linli.people.retention import purge
from linli.people.rules.guessing import Limit
from linli.web.photos import LARGEST_PHOTO, PhotoTooLarge, PhotoUnreadable

MONDAY = date(2026, 3, 2)
HERE = "192.0.2.1"
BEFORE = NewEvidence(EvidenceKind.BEFORE, b"before")


def adds(house: House, voice: Voice, image: bytes = b"jpeg") -> int:
    """Let a voice add a photo, and return its number."""
    add_photo(voice, image, address=HERE, now=house.now)
    return Evidence.objects.latest("pk").pk


def test_only_the_raiser_adds_photos_three_at_most_none_twice_and_none_once_it_is_read(
    house: House,
) -> None:
    voice = house.raises()
    for image in (b"one", b"two"):
        adds(house, voice, image)
    with pytest.raises(PhotoThere):
        adds(house, voice, b"one")
    adds(house, voice, b"three")
    with pytest.raises(PhotosEnough):
        adds(house, voice, b"four")

    unread = house.raises()
    handling.take_up(house.keeper, unread.matter, now=house.now)
    with pytest.raises(ReadAlready):
        adds(house, unread)
    with pytest.raises(MatterMoved):
        adds(house, house.supports(unread.matter))

    assert Evidence.objects.count() == 3
    assert house.verbs().count("photo_added") == 3


def test_who_adds_photos_without_end_is_told_to_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = house.raises()
    monkeypatch.setattr(evidence, "PHOTOS_PER_ADDRESS", Limit("few", 1, timedelta(hours=1)))
    adds(house, voice, b"one")

    with pytest.raises(TooManyGuesses):
        adds(house, voice, b"two")


def test_nobody_but_raiser_and_secretary_sees_a_photo_before_it_is_read(house: House) -> None:
    voice, at = house.raises(), Visited(house.committee)
    photo, own = adds(house, voice), Speaker(again(voice))
    handled = Handled(voice.matter)
    with pytest.raises(UnknownPhoto):
        access.photo_for_all(at, 1, photo)
    assert matter_page(voice.matter, today=MONDAY, to_all=True).photos == []
    assert access.photo_for_voice(own, photo) == b"jpeg"
    assert access.photo_for_keeper(house.keeper, handled, photo) == b"jpeg"

    handling.take_up(house.keeper, voice.matter, now=house.now)

    assert access.photo_for_all(at, 1, photo) == b"jpeg"
    with pytest.raises(UnknownPhoto):
        access.photo_for_all(at, 2, photo)
    supporter = Speaker(again(house.supports(voice.matter)))
    assert access.photo_for_voice(supporter, photo) == b"jpeg"
    shown = matter_page(again(voice).matter, today=MONDAY, to_all=True).photos
    assert [(one.id, one.kind) for one in shown] == [(photo, EvidenceKind.RAISED)]


def test_photos_of_what_was_merged_are_seen_where_it_lies_if_they_were_read(house: House) -> None:
    target, read, unread = house.taken_up(), house.raises("电梯慢"), house.raises("电梯坏")
    photos = [adds(house, one, bytes([at])) for at, one in enumerate((read, unread))]
    handling.take_up(house.keeper, read.matter, now=house.now)
    for one in (read, unread):
        handling.merge(house.keeper, one.matter, into=1, now=house.now)

    shown = matter_page(target.matter, today=MONDAY, to_all=True).photos

    assert [(one.id, one.number) for one in shown] == [(photos[0], 2)]
    assert access.photo_for_voice(Speaker(again(unread)), photos[1]), "one's own"
    assert access.photo_for_voice(Speaker(again(unread)), photos[0]), "where it lies"
    assert access.photo_for_keeper(house.keeper, Handled(target.matter), photos[1])
    with pytest.raises(UnknownPhoto):
        access.photo_for_voice(Speaker(again(read)), photos[1])


def test_a_hidden_photo_says_why_and_is_the_secretarys_alone(house: House) -> None:
    voice = house.raises()
    photo = adds(house, voice)
    handling.take_up(house.keeper, voice.matter, now=house.now)
    for number, because in ((photo + 1, "拍到了人"), (photo, "拍到了人")):
        if number == photo:
            hide_photo(house.keeper, voice.matter, photo=number, because=because, now=house.now)
        with pytest.raises(UnknownPhoto):
            hide_photo(house.keeper, voice.matter, photo=number, because=because, now=house.now)

    (shown,) = matter_page(again(voice).matter, today=MONDAY, to_all=True).photos
    assert (shown.is_hidden, shown.because) == (True, "拍到了人")
    with pytest.raises(UnknownPhoto):
        access.photo_for_all(Visited(house.committee), 1, photo)
    with pytest.raises(UnknownPhoto):
        access.photo_for_voice(Speaker(again(voice)), photo)
    assert access.photo_for_keeper(house.keeper, Handled(voice.matter), photo) == b"jpeg"
    assert house.verbs()[-1] == "photo_hidden"


def test_a_task_is_done_with_its_photo_and_evidence_has_its_limit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = house.taken_up().matter
    add_evidence(house.keeper, matter, BEFORE, now=house.now)
    handling.give_task(
        house.keeper, matter, says="换阀芯", owner=SeatKind.PROPERTY, due_on=MONDAY, now=house.now
    )
    task = matter.tasks.get()

    handling.finish_task(house.keeper, matter, task=task.pk, photo=b"after", now=house.now)

    kinds = [(one.kind, one.task) for one in matter_page(matter, today=MONDAY, to_all=False).photos]
    assert kinds == [(EvidenceKind.BEFORE, None), (EvidenceKind.AFTER, task.pk)]
    assert house.verbs()[-3:] == ["evidence_added", "task_given", "task_done"]
    monkeypatch.setattr(evidence, "EVIDENCE_MOST", 2)
    with pytest.raises(PhotosEnough):
        add_evidence(house.keeper, matter, NewEvidence(EvidenceKind.AFTER, b"third"), now=house.now)


def test_what_lies_in_another_matter_is_proved_there(house: House) -> None:
    house.taken_up()
    merged = house.taken_up("电梯慢").matter
    handling.merge(house.keeper, merged, into=1, now=house.now)

    with pytest.raises(MatterMoved):
        add_evidence(house.keeper, merged, BEFORE, now=house.now)


def test_the_database_knows_who_gave_a_photo_and_why_it_is_hidden(house: House) -> None:
    photo = adds(house, house.raises())

    for wrong in ({"kind": EvidenceKind.AFTER}, {"hidden_because": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=photo).update(**wrong)


def test_photos_go_when_their_time_is_over(house: House) -> None:
    adds(house, house.raises())

    rows = [
        one.rows
        for one in purge(now=house.now + timedelta(days=365 * 3 + 2))
        if one.key == "matter_photo"
    ]

    assert rows == [1]
    assert not Evidence.objects.exists()


def test_what_a_form_carries_is_drawn_anew_or_refused() -> None:
    large = SimpleUploadedFile("photo.jpg", b"x", "image/jpeg")
    large.size = LARGEST_PHOTO + 1
    assert read_photo_if_any({}) is None
    with pytest.raises(PhotoUnreadable):
        read_photo({})
    with pytest.raises(PhotoTooLarge):
        read_photo({"photo": large})

    assert b"SECRET-PHONE" in picture()
    assert b"SECRET-PHONE" not in read_photo({"photo": upload()})


@pytest.mark.django_db
def test_pages_show_photos_before_and_after_and_let_the_secretary_hide_one() -> None:
    house = House(clock.now())
    voice = house.raises()
    link = f"/voices/{voice_link(voice.code)}"
    phone, desk = Client(), Client()
    desk.force_login(house.person, backend="django.contrib.auth.backends.ModelBackend")

    assert "最多 3 张" in phone.get(link).content.decode()
    assert phone.post(link, {"then": "photo", "photo": upload()}).status_code == 302
    photo = Evidence.objects.get().pk
    assert f"{link}/photos/{photo}" in phone.get(link).content.decode()
    assert phone.get(f"{link}/photos/{photo}").headers["Content-Type"] == "image/jpeg"
    assert phone.get(f"/matters/TOWER/1/photos/{photo}").status_code == 404
    own = desk.get(f"/committees/TOWER/desk/1/photos/{photo}")
    assert (own.status_code, b"SECRET-PHONE" in own.content) == (200, False)
    handle = "/committees/TOWER/desk/1"
    desk.post(handle, {"then": "take_up"})
    assert phone.post(link, {"then": "photo", "photo": upload("blue")}).status_code == 409

    refused = desk.post(handle, {"then": "prove", "kind": "raised", "photo": upload("green")})
    proved = desk.post(handle, {"then": "prove", "kind": "before", "photo": upload("green")})
    public = phone.get("/matters/TOWER/1").content.decode()

    assert (refused.status_code, proved.status_code) == (422, 302)
    assert f"/matters/TOWER/1/photos/{photo}" in public
    assert "办之前" in public
    assert phone.get(f"/matters/TOWER/1/photos/{photo}").status_code == 200
    hides = {"then": "hide", "photo": photo, "because": "拍到了人"}
    assert desk.post(handle, hides).status_code == 302
    assert "拍到了人" in phone.get("/matters/TOWER/1").content.decode()
    assert phone.get(f"/matters/TOWER/1/photos/{photo}").status_code == 404
    assert "已隐藏" in desk.get(handle).content.decode()
