"""The pages that list something in the bench's district, and who visits them."""

from datetime import datetime

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from bench.district import DISTRICT, LIVE, code_of
from linli.ledger.models import Entry
from linli.lockers import access
from linli.lockers.models import Compartment
from linli.people.actions import ensure_person, give_grant
from linli.people.actions.factors import new_secret
from linli.people.actions.sign_ins import begin_sign_in
from linli.people.enums import FactorKind, Role, SignInWay
from linli.people.models import Person, SecondFactor, SignIn
from linli.people.signing_in import BACKEND
from linli.places.models import Place

CABINET = "B0-A"
BUILDING = "B0"
ENTRY = 250
"""Of a cabinet's history: where a page amid it begins."""


def pages(deposits: int, *, person: int) -> list[tuple[str, str]]:
    """Return every page that lists something, by what the bench calls it, with its address.

    Args:
        deposits: how many there are.
        person: how many come before somebody in the middle of all people.
    """
    number = Person.objects.order_by("pk")[person].pk
    standing = code_of(deposits - LIVE)
    door = Compartment.objects.select_related("cabinet").exclude(deposit="").earliest("pk")
    middle = Entry.objects.filter(subject=f"cabinet:{CABINET}").order_by("pk")[ENTRY].pk
    of_cabinet = reverse("portal:history", args=["cabinet", CABINET])
    return [
        ("home", reverse("portal:home")),
        ("board", reverse("lockers:board")),
        ("board, doors alone", reverse("lockers:board_doors")),
        ("board, one door", reverse("lockers:board_door", args=[door.cabinet.code, door.number])),
        ("people", reverse("portal:people")),
        ("people, amid", reverse("portal:people", query={"after": number})),
        ("person", reverse("portal:person", args=[number])),
        ("invite", reverse("portal:invite")),
        ("account", reverse("portal:account")),
        ("own data", reverse("portal:my_data")),
        ("history of a cabinet", of_cabinet),
        ("history of a cabinet, amid", f"{of_cabinet}?before={middle}"),
        ("history of a deposit", reverse("portal:history", args=["deposit", standing])),
        ("history of a person", reverse("portal:history", args=["person", str(number)])),
        ("places", reverse("portal:places")),
        ("places, searched", reverse("portal:places", query={"q": "12"})),
        ("place, a district", reverse("portal:place", args=[DISTRICT])),
        ("place, a building", reverse("portal:place", args=[BUILDING])),
        ("place, to be moved", reverse("portal:place_move", args=[BUILDING])),
        ("places as csv", reverse("portal:places_table", args=["csv"])),
        ("places as xlsx", reverse("portal:places_table", args=["xlsx"])),
        ("courier's form", reverse("lockers:courier", args=[CABINET])),
        ("owner's page", reverse("lockers:owner", args=[access.owner_link(standing)])),
        ("metrics", reverse("metrics")),
        ("ready", reverse("ready")),
    ]


def signed_in(now: datetime, handle: str, place: Place) -> str:
    """Sign a place's steward in, second factor and all; return the session's key."""
    steward = ensure_person(handle=handle, name="管理员", now=now)
    give_grant(
        person=steward,
        role=Role.STEWARD,
        place=place,
        until=None,
        granted_by=None,
        now=now,
    )
    SecondFactor.objects.create(
        person=steward, kind=FactorKind.TOTP, name="App", secret=new_secret(), made_at=now
    )
    session = SessionStore()
    session[SESSION_KEY] = str(steward.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = steward.get_session_auth_hash()
    session.create()
    key = session.session_key or ""
    begin_sign_in(person=steward, session_key=key, way=SignInWay.LINK, user_agent="", now=now)
    SignIn.objects.filter(session_key=key).update(proven_at=now)
    return key
