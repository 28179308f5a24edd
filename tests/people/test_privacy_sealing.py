"""Names and numbers sealed: read by nobody without the key, moved nowhere, shown masked."""

import os
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from linli.people.actions import ensure_person
from linli.people.models import Person
from linli.people.sealing import (
    HIDDEN,
    Purpose,
    Sealed,
    UnreadableError,
    blind_index,
    is_current,
    key_of,
    mask_name,
    seal,
    unseal,
)
from linli.people.sealing_keys import KeptKeys, SealingKey
from linli.people.sealing_ring import Keys

PHONE = Purpose.RECIPIENT_PHONE
texts = st.text(max_size=40)


def ring(*numbers: int, index: int = 0) -> Keys:
    kept = tuple(SealingKey(number, f"{number:02x}" * 32) for number in numbers)
    return Keys.of(KeptKeys(kept, f"{index:02x}" * 32))


ONE, TWO, BOTH = ring(1), ring(2), ring(1, 2)


@given(texts)
def test_what_was_sealed_is_read_back_and_looks_different_each_time(text: str) -> None:
    first, second = (seal(text, PHONE, "A", keys=ONE) for _ in range(2))

    assert unseal(first, PHONE, "A", keys=ONE) == unseal(second, PHONE, "A", keys=ONE) == text
    assert first != second
    assert len(first) == len(text.encode()) + 31


@given(st.integers(0, 41), st.integers(1, 255))
def test_a_seal_with_any_byte_changed_is_refused(at: int, by: int) -> None:
    torn = bytearray(seal("13800138000", PHONE, "A", keys=BOTH))
    torn[at] ^= by

    with pytest.raises(UnreadableError):
        unseal(bytes(torn), PHONE, "A", keys=BOTH)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 14, 15, 20, 41])
def test_a_seal_cut_short_is_refused(length: int) -> None:
    with pytest.raises(UnreadableError):
        unseal(seal("13800138000", PHONE, keys=ONE)[:length], PHONE, keys=ONE)


@pytest.mark.parametrize(
    ("purpose", "row"), [(PHONE, "B"), (PHONE, ""), (Purpose.PERSON_PHONE, "A")]
)
def test_moved_into_another_row_or_column_it_does_not_open(purpose: Purpose, row: str) -> None:
    with pytest.raises(UnreadableError):
        unseal(seal("13800138000", PHONE, "A", keys=ONE), purpose, row, keys=ONE)


def test_another_installation_reads_nothing() -> None:
    with pytest.raises(UnreadableError):
        unseal(seal("13800138000", PHONE, keys=ONE), PHONE, keys=TWO)


def test_the_newest_key_seals_and_older_ones_still_open() -> None:
    old, new = seal("x", PHONE, keys=ONE), seal("x", PHONE, keys=BOTH)

    assert (key_of(old), key_of(new)) == (1, 2)
    assert unseal(old, PHONE, keys=BOTH) == "x"
    assert not is_current(old, keys=BOTH)
    assert is_current(new, keys=BOTH)


def test_what_an_earlier_version_sealed_still_opens_and_is_not_current() -> None:
    nonce = os.urandom(12)
    cipher = AESGCM(bytes.fromhex("01" * 32))
    kept = b"\x01" + nonce + cipher.encrypt(nonce, b"13800138000", b"\x01")

    assert unseal(kept, PHONE, "any", keys=BOTH) == "13800138000"
    assert key_of(kept) == 1
    assert not is_current(kept, keys=ONE)
    with pytest.raises(UnreadableError):
        unseal(kept, PHONE, keys=TWO)


@given(texts, texts)
def test_equal_texts_are_found_and_no_others(one: str, other: str) -> None:
    assert (blind_index(one, keys=ONE) == blind_index(other, keys=ONE)) == (one == other)
    assert len(blind_index(one, keys=ONE)) == 32


def test_what_finds_has_a_key_of_its_own() -> None:
    assert blind_index("x", keys=ONE) == blind_index("x", keys=BOTH)
    assert blind_index("x", keys=ONE) != blind_index("x", keys=ring(1, index=9))
    assert blind_index("x") != blind_index("x", keys=ONE)


@pytest.mark.parametrize(
    ("name", "shown"), [("王师傅", "王**"), ("王", "王**"), ("Ann Lee", "A**"), ("", "")]
)
def test_of_a_name_its_first_character_is_shown(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("purpose", "text", "shown"),
    [
        (Purpose.PERSON_NAME, "欧阳锋", "欧**"),
        (Purpose.PERSON_PHONE, "13812343821", "138****3821"),
        (PHONE, "13812343821", "138****3821"),
    ],
)
def test_printed_it_is_masked(purpose: Purpose, text: str, shown: str) -> None:
    sealed = Sealed(seal(text, purpose), purpose)

    assert f"{sealed}" == shown
    assert text not in repr(sealed)
    assert sealed.opened() == text


def test_what_does_not_open_is_shown_as_stars() -> None:
    assert str(Sealed(b"torn", PHONE)) == HIDDEN


@pytest.fixture
def person(db: None, now: datetime) -> Person:
    return ensure_person(handle="crew", name="王师傅", now=now)


def test_the_table_holds_no_name(person: Person) -> None:
    (kept,) = Person.objects.values_list("name", flat=True)

    assert "王师傅".encode() not in bytes(kept)  # type: ignore[call-overload]  # as the table has it
    assert Person.objects.get().name.opened() == "王师傅"
    assert str(Person.objects.get()) == "王**"


def test_before_it_is_written_it_is_masked_too() -> None:
    assert str(Person(handle="x", name="李四").name) == "李**"


def test_written_again_it_is_sealed_once(person: Person) -> None:
    known = Person.objects.get()
    before = known.name.kept
    known.save()
    assert Person.objects.get().name.kept == before

    known.name = "李四"
    known.save(update_fields=["name"])

    assert Person.objects.get().name.opened() == known.name.opened() == "李四"


def test_what_is_not_there_is_none(person: Person) -> None:
    assert Person.objects.get().phone is None


def test_it_is_loaded_when_it_is_asked_for(person: Person) -> None:
    late = Person.objects.defer("name").get()

    assert late.name.opened() == "王师傅"


def test_read_anew_it_is_what_the_table_holds(person: Person) -> None:
    person.name = "李四"
    person.refresh_from_db()

    assert person.name.opened() == "王师傅"


def test_from_one_row_to_another_it_goes_as_it_is(person: Person, now: datetime) -> None:
    other = Person.objects.create(handle="other", name=person.name, joined_at=now)

    assert other.name.opened() == "王师傅"


def test_nobody_is_looked_up_by_it(person: Person) -> None:
    with pytest.raises(AssertionError):
        Person.objects.filter(name="王师傅").exists()


def test_many_rows_are_not_written_with_one_text(person: Person) -> None:
    with pytest.raises(AssertionError):
        Person.objects.update(name="王师傅")


def test_for_migrations_it_is_a_column_of_bytes() -> None:
    field = Person._meta.get_field("name")  # noqa: SLF001  # Django's way to a field

    assert field.deconstruct()[1] == "django.db.models.BinaryField"
    assert hasattr(Person.name, "field")
