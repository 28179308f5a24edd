"""The pages of handing on: the secretary's, everybody's, and the steward's who connects."""

import threading
from collections.abc import Iterator
from datetime import datetime
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from tests.buildings.house import House

from linli.buildings.actions import handling
from linli.buildings.actions.demo import plant_committee
from linli.buildings.actions.forwarding import ask_due
from linli.buildings.enums.open311 import AnswerFormat, ForwardState
from linli.buildings.errors.forwarding import (
    AddressNotAllowed,
    CodeUnreadable,
    NameOfEndpointNeeded,
    ServiceNeeded,
)
from linli.buildings.errors.matters import FormUnreadable
from linli.buildings.forms.forwarding import read_endpoint
from linli.buildings.models import Forwarded, Matter, Open311Endpoint
from linli.kernel import clock
from linli.kernel.errors import LinliError
from linli.kernel.outgoing import door
from linli.people.enums import Role
from linli.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
TYPED = {
    "then": "connect",
    "name": "区城运中心",
    "url": "https://city.example/v2/",
    "jurisdiction": "city.gov",
    "format": "xml",
    "key": "secret-of-the-city",
    "service-lifts": "001",
    "service-other": "999",
}


@pytest.fixture
def house(db: None) -> House:
    """A tower as of this moment, since pages read the clock."""
    return House(clock.now())


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_a_steward_connects_a_server_and_a_secretary_hands_a_matter_on(house: House) -> None:
    steward = signed_in(house.holder("steward", Role.STEWARD, house.place))
    secretary, matter = signed_in(house.person), house.taken_up().matter
    desk = f"/committees/TOWER/desk/{matter.number}"
    assert "还没有可以转交的对接" in secretary.get(f"{desk}/forward").content.decode()

    refused = steward.post("/endpoints/TOWER", TYPED | {"url": "http://city.example"})
    connected = steward.post("/endpoints/TOWER", TYPED)
    listed = steward.get("/endpoints/TOWER").content.decode()

    assert refused.status_code == 422
    assert 'value="区城运中心"' in refused.content.decode()
    assert "secret-of-the-city" not in listed
    assert connected.status_code == 302
    endpoint = Open311Endpoint.objects.get()
    assert endpoint.url == "https://city.example/v2"
    assert endpoint.services == {"lifts": "001"}
    assert endpoint.key is not None
    assert endpoint.key.opened() == "secret-of-the-city"
    assert "有密钥" in listed

    assert "转交给街道、区里或别的系统" in secretary.get(desk).content.decode()
    sent = secretary.post(f"{desk}/forward", {"to": endpoint.pk, "kind": "lifts"})
    again = secretary.post(f"{desk}/forward", {"to": endpoint.pk, "kind": "lifts"})
    lost = secretary.post(f"{desk}/forward", {"to": "0", "kind": "lifts"})

    assert Matter.objects.get().kind == "lifts"
    assert (sent.status_code, again.status_code, lost.status_code) == (302, 409, 404)
    public = Client().get(f"/matters/TOWER/{matter.number}").content.decode()
    assert "区城运中心" in public
    assert "等着转交" in public
    assert "登记对接" not in secretary.get("/committees/TOWER/forwards").content.decode()


def test_what_was_given_up_stands_first_and_is_tried_anew_with_one_press(house: House) -> None:
    steward = signed_in(house.holder("steward", Role.STEWARD, house.place))
    steward.post("/endpoints/TOWER", TYPED)
    matter = house.taken_up().matter
    endpoint = Open311Endpoint.objects.get().pk
    steward.post(
        f"/committees/TOWER/desk/{matter.number}/forward", {"to": endpoint, "kind": "lifts"}
    )
    row = Forwarded.objects.get()
    page = "/committees/TOWER/forwards"
    early = steward.post(page, {"number": row.pk})
    Forwarded.objects.update(
        state=ForwardState.DEAD, next_at=None, ended_at=clock.now(), said="503", tries=10
    )

    shown = steward.get(page).content.decode()
    pressed = steward.post(page, {"number": row.pk})

    assert early.status_code == 409
    assert "试了 10 次：503" in shown
    assert "登记对接" in shown
    assert pressed.status_code == 302
    assert Forwarded.objects.get().state == ForwardState.WAITING
    ended = steward.post("/endpoints/TOWER", {"then": "end", "number": endpoint})
    assert ended.status_code == 302
    assert steward.post("/endpoints/TOWER", {"then": "fly"}).status_code == 422
    history = steward.get("/history/open311/TOWER")
    assert history.status_code == 200
    assert "停用对接 区城运中心" in history.content.decode()


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"name": "区"}, NameOfEndpointNeeded),
        ({"url": ""}, AddressNotAllowed),
        ({"url": "https://a.example/v2?x=1"}, AddressNotAllowed),
        ({"url": "https://a.example/" + "x" * 200}, AddressNotAllowed),
        ({"url": "http://10.0.0.1/v2"}, AddressNotAllowed),
        ({"jurisdiction": "城 市"}, CodeUnreadable),
        ({"key": "x" * 65}, CodeUnreadable),
        ({"service-other": ""}, ServiceNeeded),
        ({"format": "yaml"}, FormUnreadable),
    ],
)
def test_a_server_that_cannot_be_asked_is_not_connected(
    typed: dict[str, str], error: type[LinliError]
) -> None:
    with pytest.raises(error):
        read_endpoint(TYPED | typed, way_out=door([]))


def test_an_address_inside_is_taken_where_it_is_an_exception_of_this_installation() -> None:
    new = read_endpoint(
        TYPED | {"url": "http://10.0.0.1/v2", "format": "json"}, way_out=door(["http://10.0.0.1"])
    )

    assert (new.url, new.format) == ("http://10.0.0.1/v2", AnswerFormat.JSON)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its own name
        """Nobody reads it."""


@pytest.fixture
def ourselves(transactional_db: None) -> Iterator[str]:
    """This very program, listening."""
    with override_settings(ALLOWED_HOSTS=["127.0.0.1", "testserver"]):
        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def connected(ourselves: str, jurisdiction: str, ends: str, now: datetime) -> tuple[House, int]:
    """Put up a tower whose steward has connected this very program, and a matter of it."""
    tower = House(now)
    new = TYPED | {"url": f"{ourselves}/open311/v2", "jurisdiction": jurisdiction, "format": ends}
    new |= {"service-lifts": "lifts", "service-other": "other"}
    steward = signed_in(tower.holder("steward", Role.STEWARD, tower.place))
    with override_settings(OUTGOING_INSIDE=[ourselves]):
        assert steward.post("/endpoints/TOWER", new).status_code == 302
    number = tower.taken_up().matter.number
    to = {"to": Open311Endpoint.objects.get().pk, "kind": "lifts"}
    assert steward.post(f"/committees/TOWER/desk/{number}/forward", to).status_code == 302
    return tower, number


def asked(ourselves: str, now: datetime) -> Forwarded:
    """Ask now, whatever is due when, and return how far it is."""
    Forwarded.objects.filter(next_at__isnull=False).update(next_at=now)
    ask_due(door([ourselves]), jitter=lambda: 0.0, now=now)
    return Forwarded.objects.get()


@pytest.mark.parametrize("ends", ["xml", "json"])
def test_two_buildings_of_one_installation_hand_on_and_answer(ourselves: str, ends: str) -> None:
    now = clock.now()
    street = House(now, "STREET")
    tower, number = connected(ourselves, "STREET", ends, now)

    assert asked(ourselves, now).reference == "STREET-1"
    assert asked(ourselves, now).state == ForwardState.OPEN, "the street has not read it yet"
    Forwarded.objects.update(reference="", state=ForwardState.WAITING)  # the answer was lost
    assert asked(ourselves, now).reference == "STREET-1"
    received = Matter.objects.get(committee=street.committee)
    assert "电梯太慢" in received.says

    handling.take_up(street.keeper, received, now=now)
    handling.promise(street.keeper, received, days=3, now=now)
    in_hand = asked(ourselves, now)
    handling.answer(street.keeper, received, says="街道已协调。", now=now)
    answered = asked(ourselves, now)

    assert (in_hand.state, in_hand.answer) == (ForwardState.OPEN, "办理中")
    assert answered.state == ForwardState.ANSWERED
    assert "街道已协调。" in Client().get(f"/matters/TOWER/{number}").content.decode()
    assert tower.verbs()[-1] == "matter_answer_came"


def test_a_building_does_not_hand_on_to_itself(ourselves: str) -> None:
    now = clock.now()
    tower, _number = connected(ourselves, "TOWER", "json", now)

    came_back = asked(ourselves, now)

    assert came_back.state == ForwardState.DEAD
    assert came_back.said.startswith("409 ")
    assert tower.verbs().count("matter_raised") == 1


def test_the_demo_has_handed_on_without_asking_anybody(db: None, now: datetime) -> None:
    assert plant_committee(now=now)

    found = dict(Forwarded.objects.values_list("matter__number", "state"))

    assert found == {1: ForwardState.ANSWERED, 3: ForwardState.DEAD}
    assert Forwarded.objects.get(matter__number=1).agency == "区市场监管局"
    assert not Forwarded.objects.filter(next_at__isnull=False).exists(), "nobody is ever asked"
