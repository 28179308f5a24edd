"""Two buildings and two districts with everybody in them who may come to a page, made once."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import Signer
from django.db import transaction
from django.http import HttpResponse
from django.http.cookie import SimpleCookie
from django.test import Client, override_settings
from tests.lockers.tower import Tower, plugged_in
from tests.people.test_second_factors import code_of
from tests.server.matrix_houses import SUBJECTS
from tests.server.matrix_people import ELSEWHERE, IDENTITIES, PLACED, WITHOUT_FACTOR

from linli.kernel import clock
from linli.ledger.models import Chain
from linli.lockers import access
from linli.lockers.actions.beginning import Begun
from linli.lockers.actions.cleaning import begin_cleaning, end_cleaning, tick_doors
from linli.lockers.actions.errands import make_errand, revoke_errand
from linli.lockers.actions.orders import NewOrder, announce
from linli.lockers.actions.platforms import add_platform
from linli.lockers.actions.queueing import take_place
from linli.lockers.actions.reports import report_meal
from linli.lockers.enums import CleaningWork, ReportKind
from linli.lockers.models import Alarm, Cleaning, Deposit, MealReport
from linli.lockers.queries import simulated
from linli.lockers.queue_access import place_link
from linli.lockers.rules.recipients import read_recipient
from linli.lockers.views import claiming
from linli.people.actions import ensure_person, give_grant, name_in_ledger, screens
from linli.people.actions.factors import new_secret
from linli.people.actions.granting import delegate, leave
from linli.people.actions.pending import seal_pending
from linli.people.actions.sign_ins import begin_sign_in
from linli.people.children import answer_token, note_child
from linli.people.enums import FactorKind, Role, SignInWay
from linli.people.models import Child, Grant, Person, Screen, SecondFactor, SignIn
from linli.people.rules.sessions import STAFF_IDLE
from linli.people.signing_in import BACKEND
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.importing import keep_draft
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.wire.messages import Size

SHEET = "编号,上级编号,级别,名称\nBAIYULAN,HONGKOU,楼宇,白玉兰\n".encode()


@dataclass
class World:
    """Everybody, and what stands in addresses and forms."""

    now: datetime
    tower: Tower
    people: dict[str, Person] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    names: dict[str, str | int] = field(default_factory=dict)
    secret: str = field(default_factory=new_secret)
    """What an authenticator app was just shown."""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(
        self,
        who: str,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        told: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """Let somebody ask, with a browser that holds nothing but that person's session."""
        self.client.cookies = SimpleCookie()
        if who in self.cookies:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        send = getattr(self.client, method.lower())
        given = {"data": dict(body or {})} if method == "POST" else {}
        answer = send(path, **given, **{"REMOTE_ADDR": ELSEWHERE, **(told or {})})
        assert isinstance(answer, HttpResponse), "nothing here is streamed"
        return answer

    def own(self, kind: str, who: str) -> object:
        """Return what is one's own of a kind, as a form carries it; 0 for nothing."""
        person = self.people.get(who)
        if person is None:
            return 0
        if kind == "person":
            return person.pk
        if kind == "pending":
            return seal_pending(person, self.secret)
        tables: dict[str, type[Grant | SignIn | SecondFactor]] = {
            "grant": Grant,
            "sign_in": SignIn,
            "factor": SecondFactor,
        }
        rows = tables[kind]._default_manager.filter(person=person)  # noqa: SLF001  # Django's own name
        return rows.order_by("pk").values_list("pk", flat=True).first() or 0


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def standing_world(now: datetime, *, keeps: bool = False) -> Iterator[World]:
    """Make the world; it is gone afterwards, unless whoever asks keeps it for other threads."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(STAFF_SECOND_FACTOR=True),
        nullcontext() if keeps else undone(),
    ):
        patch.setattr(clock, "now", lambda: now)
        patch.setattr("django.test.client.store_rendered_templates", _nothing)
        patch.setattr(claiming, "gate", claiming.Gate(1_000_000))
        patch.setattr(logging.root.manager, "disable", logging.CRITICAL)  # thousands of refusals
        patch.setattr(simulated, "is_simulated", lambda _cabinet: True)  # so that a demo is here
        tower = Tower(now=now, code="BAIYULAN")
        with plugged_in(tower.line):
            yield _peopled(tower, now)


def _nothing(*_given: object, **_named: object) -> None:
    """Keep no copy of what every template was given: nobody looks at it."""


def _peopled(tower: Tower, now: datetime) -> World:
    for district, building in (("HONGKOU", "SOHO"), ("JINGAN", "KERRY")):
        steps = [
            NewPlace(PlaceLevel.DISTRICT, district, district),
            NewPlace(PlaceLevel.BUILDING, building, building),
        ]
        ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=now)
    places = {one.code: one for one in Place.objects.all()}
    world = World(now, tower)
    for name in IDENTITIES[1:]:
        world.people[name] = ensure_person(handle=name, name=f"{name}先生", now=now)
    for name, (role, place) in PLACED.items():
        _give(world, name, role, places[place])
    _give(world, "ended", Role.STEWARD, places["BAIYULAN"])
    _stand_in(world)
    for name in IDENTITIES[1:]:
        _sign_in(world, name)
    Grant.objects.filter(person=world.people["ended"]).update(until=now - timedelta(seconds=1))
    before = now - STAFF_IDLE
    SignIn.objects.filter(person=world.people["idle"]).update(began_at=before, seen_at=before)
    leave(person=world.people["left"], by=None, now=now)
    _things(world)
    return world


def _give(world: World, name: str, role: Role, place: Place) -> None:
    give_grant(
        person=world.people[name],
        role=role,
        place=place,
        until=None,
        granted_by=None,
        now=world.now - timedelta(days=1),
    )


def _stand_in(world: World) -> None:
    source = Grant.objects.get(person=world.people["steward"])
    delegate(
        grant=source.pk,
        to=world.people["stand_in"],
        until=world.now + timedelta(days=2),
        by=world.people["steward"],
        now=world.now,
    )


def _sign_in(world: World, name: str) -> None:
    person = world.people[name]
    if name not in WITHOUT_FACTOR:
        SecondFactor.objects.create(
            person=person,
            kind=FactorKind.TOTP,
            name="App",
            secret=new_secret(),
            made_at=world.now,
        )
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    key = session.session_key or ""
    begin_sign_in(person=person, session_key=key, way=SignInWay.LINK, user_agent="", now=world.now)
    if name not in WITHOUT_FACTOR | {"unproven"}:
        SignIn.objects.filter(session_key=key).update(proven_at=world.now)
    world.cookies[name] = key


def _children(world: World) -> tuple[Child, Child]:
    """Note a child of the crew's, and one who has turned fourteen and not yet answered."""
    guardian, soon = world.people["crew"], world.now + timedelta(days=1)
    SignIn.objects.filter(person=guardian).update(way=SignInWay.PHONE)
    child = note_child(
        guardian=guardian, name="小明", birth_year=2018, agrees=True, by_phone=True, now=world.now
    )
    grown = Child.objects.create(
        guardian=guardian,
        name="小红",
        birth_year=2011,
        consent_version=1,
        consented_at=world.now,
        answer_until=soon,
        kept_until=soon,
    )
    return child, grown


def _things(world: World) -> None:
    """Two meals behind doors, and the names of everything that stands in an address."""
    tower = world.tower
    (ours,) = tower.begins(tower.request(phone=read_recipient("+86 13812345678").phone))
    assert isinstance(ours, Begun)
    comp = tower.opened(ours)
    tower.at(ours).fill(comp)
    tower.exchange()
    theirs = tower.stored()
    gone = tower.stored()
    Deposit.objects.filter(code=gone.deposit).update(
        begun_at=world.now - access.COURIER_LINK_LIVES - timedelta(seconds=1)
    )
    keep_draft(SHEET, actor=name_in_ledger(world.people["steward"]), now=world.now)
    owner = access.owner_link(ours.deposit)
    child, grown = _children(world)
    key = add_platform(code="fan-le", name="饭乐", actor="installer", now=world.now)
    token = access.platform_token(key.name, key.secret, now=world.now)
    caller = access.platform_of_token(token, now=world.now)
    new = NewOrder("MT-10001", tower.place.code, Size.S)
    order = announce(caller, new, chance=tower.chance, now=world.now)
    world.names |= {
        "cabinet": tower.a.code,
        "door": comp,
        "deposit": ours.deposit,
        "alarm": _alarm(world),
        "photo": _photo(world),
        "crew": world.people["crew"].pk,
        "chain": Chain.objects.get(name="people").pk,
        "child": child.pk,
        "child_link": answer_token(grown),
        "child_too_early": answer_token(child),
        "child_forged": answer_token(child)[:-1],
        "grant": Grant.objects.get(person=world.people["crew"]).pk,
        "sign_in": SignIn.objects.get(person=world.people["nobody"]).pk,
        "screen": _screen(world),
        "code": code_of(world.secret, world.now),
        "factor": SecondFactor.objects.get(person=world.people["crew"]).pk,
        "replay": settings.REPLAY_TOKEN,
        "platform": token,
        "order": access.order_link(order, now=world.now),
        "place": place_link(_place(world)),
        "owner": owner,
        "owner_of_another": access.owner_link(theirs.deposit),
        "courier": access.courier_link(ours.deposit),
        "report": _report(ours, world),
        "errand": access.errand_link(_errand(theirs, world)),
        "errand_taken_back": access.errand_link(_errand_taken_back(ours, world)),
        "courier_too_late": access.courier_link(gone.deposit),
        "tampered": owner[:-1] + ("A" if owner[-1] != "A" else "B"),
        "cut": owner[: len(owner) // 2],
        "renamed": owner.replace(ours.deposit, theirs.deposit),
        "of_other_salt": Signer(salt="linli.other").sign(ours.deposit),
        "of_no_meal": access.owner_link("0" * len(ours.deposit)),
    }
    for subject in SUBJECTS:
        world.names |= subject.things(world)


def _screen(world: World) -> int:
    """Let a screen show the board, by the crew's word."""
    crew = world.people["crew"]
    screens.confirm(
        person=crew,
        typed=screens.code_of(screens.ask_in(address=ELSEWHERE, now=world.now)),
        name="值班室",
        places=[world.tower.place],
        until=world.now + timedelta(days=7),
        now=world.now,
    )
    return Screen.objects.get(person=crew).pk


def _report(begun: Begun, world: World) -> int:
    report_meal(deposit=begun.deposit, kind=ReportKind.DAMAGED, now=world.now)
    return MealReport.objects.get().pk


def _errand(begun: Begun, world: World) -> str:
    return make_errand(deposit=begun.deposit, now=world.now, chance=world.tower.chance)


def _errand_taken_back(begun: Begun, world: World) -> str:
    made = _errand(begun, world)
    revoke_errand(deposit=begun.deposit, now=world.now)
    return made


def _place(world: World) -> str:
    """Somebody who waits for a door of a size that this cabinet has not."""
    return take_place(
        cabinet=world.tower.a.code,
        holder="somebody-who-waits",
        size=Size.L,
        now=world.now,
        chance=world.tower.chance,
    )


def _alarm(world: World) -> int:
    """Something that needs a hand."""
    alarm = Alarm(cabinet_id=world.tower.a.number, kind="OUT_OF_SERVICE", comp=4)
    alarm.began_at = alarm.since = world.now
    alarm.save()
    return alarm.pk


def _photo(world: World) -> int:
    """A door that was wiped, with its photo."""
    seat = access.seat_at(world.people["crew"], "BAIYULAN", now=world.now)
    begin_cleaning(seat, now=world.now)
    tick_doors(
        seat,
        cabinet=world.tower.a.code,
        doors={3},
        work=CleaningWork.WIPED,
        photo=b"jpeg",
        now=world.now,
    )
    end_cleaning(seat, now=world.now)
    return Cleaning.objects.get().pk
