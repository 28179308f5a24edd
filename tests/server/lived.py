"""A lived-in installation, and what is said to its database while one more meal comes and goes."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bench.statements import Recorder, Statement
from django.db import connection
from django.test import Client
from tests.lockers.cabinets import ScriptedLine, says
from tests.lockers.tower import Tower, must_agree, plugged_in, rolled_back

from linli.ledger.queries import find_damage
from linli.lockers import access
from linli.lockers.actions.doors import pick_up
from linli.lockers.enums import DepositState
from linli.lockers.models import Deposit
from linli.lockers.queries.door import deposit_at_door
from linli.lockers.queries.verifying import find_journal_damage
from linli.lockers.rules.recipients import read_recipient
from linli.people import consent
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.granting import delegate, leave
from linli.people.actions.owner import steward
from linli.people.enums import Role
from linli.people.models import Grant, Person
from linli.people.privacy_enums import ConsentPurpose
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.moving import close_place
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.wire.messages import Purpose

PHONE = "13812345678"
NAME = "王小明"


def live(now: datetime) -> tuple[Tower, dict[str, str]]:
    """Let people and meals come and go; return the tower, and what must still be so later."""
    tower = Tower(now=now, cabinets=2, doors=6, heated=True)
    steward(tower.place, now=now)
    crew = ensure_person(handle="crew", name=NAME, now=now)
    gone = ensure_person(handle="gone", name="走了的人", now=now)
    for person, role in ((crew, Role.CREW), (gone, Role.STEWARD)):
        give_grant(
            person=person, role=role, place=tower.place, until=None, granted_by=None, now=now
        )
    owner = Person.objects.get(handle="owner")
    source, until = Grant.objects.get(person=owner), now + timedelta(days=9)
    delegate(grant=source.pk, to=crew, until=until, by=owner, now=now)
    consent.give_consent(crew, ConsentPurpose.MESSAGES, by=crew, now=now)
    leave(person=gone, by=None, now=now)
    steps = (
        NewPlace(PlaceLevel.DISTRICT, "HONGKOU", "虹口区"),
        NewPlace(PlaceLevel.BUILDING, "OLD", "旧楼"),
    )
    ensure_place(steps, origin=PlaceOrigin.REAL, actor="linli", now=now)
    close_place("OLD", actor="linli", now=now)
    with plugged_in(tower.line):
        (sealed,) = tower.begins(tower.request(phone=read_recipient(PHONE).phone))
        comp = tower.opened(sealed)  # type: ignore[arg-type]  # it was not refused
        tower.at(sealed).fill(comp)  # type: ignore[arg-type]  # likewise
        tower.exchange()
        _pick(tower)
        tower.begun()
        stands = tower.stored(order_no="A-1")
    return tower, {
        "sealed": sealed.deposit,  # type: ignore[union-attr]  # likewise
        "phone": PHONE,
        "name": NAME,
        "stands": stands.deposit,
    }


def _pick(tower: Tower) -> None:
    """Let a meal come and be taken."""
    begun = tower.stored()
    cabinet = tower.at(begun)
    tower.wait(60)
    cabinet.empty(tower.opened(begun, Purpose.PICKUP))
    tower.exchange()


def one_more_meal(tower: Tower) -> str:
    """Let a meal come and be taken while people look on, and return all that was said, as JSON.

    Nothing of it stays.
    """
    recorder, client = Recorder(), Client(SERVER_NAME="localhost")
    with rolled_back(), connection.execute_wrapper(recorder):
        client.force_login(Person.objects.get(handle="owner"))
        with plugged_in(tower.line):
            _pick(tower)
        for path in ("/", "/board/", "/people/", "/places/", f"/c/{tower.a.code}"):
            client.get(path)
        standing = Deposit.objects.filter(state=DepositState.STORED).latest("pk").code
        client.get(f"/p/{access.owner_link(standing)}")
    return json.dumps([[one.sql, _plain(one.parameters), one.many] for one in recorder.statements])


def say_again(said: str) -> int:
    """Say all that once more, take it back, and return how many statements it was.

    Raises:
        django.db.DatabaseError: the database no longer understands, or takes, one of them.
    """
    statements = [Statement(sql, _given(params), many) for sql, params, many in json.loads(said)]
    with rolled_back(), connection.cursor() as cursor:
        for one in statements:
            if one.many:
                cursor.executemany(one.sql, one.parameters)
            else:
                cursor.execute(one.sql, one.parameters)
    return len(statements)


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a parameter may be
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case bytes() | memoryview():
            return {"bytes": base64.b64encode(value).decode()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return {"text": str(value)}


def _given(value: Any) -> Any:  # noqa: ANN401  # likewise
    match value:
        case {"at": at}:
            return datetime.fromisoformat(at)
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"text": text}:
            return text
        case list():
            return [_given(one) for one in value]
        case _:
            return value


def look(facts: Mapping[str, str]) -> dict[str, Any]:
    """Return what is so in an upgraded installation: what was kept, and that a meal comes by.

    A minute after its standing meal was stored: years later nobody may eat it any more.
    """
    damage = [*find_damage().damage, *find_journal_damage().damage]
    sealed = Deposit.objects.get(code=facts["sealed"])
    crew = Person.objects.get(handle="crew")
    stands = facts["stands"]
    door = deposit_at_door(stands)
    assert door.stored_at is not None
    now = door.stored_at + timedelta(minutes=1)
    with plugged_in(ScriptedLine(says("ok", comp=door.comp or 1))):
        opened = pick_up(deposit=stands, cid="upgraded-0000000001", now=now)
    noon = Tower(now=now, code="NEWTOWER")
    with plugged_in(noon.line):
        _pick(noon)
    must_agree(noon)
    return {
        "damage": len(damage),
        "phone": sealed.phone.opened() if sealed.phone else "",
        "name": crew.name.opened(),
        "label": door.label,
        "opened": opened.comp,
        "picked": Deposit.objects.latest("pk").state,
    }
