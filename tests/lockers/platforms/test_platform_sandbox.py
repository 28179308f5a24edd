"""A platform rehearses on a cabinet that is nowhere: as with a real one, apart from all real."""

import json
from datetime import datetime
from random import Random
from typing import Any

import pytest
from django.test import Client
from tests.lockers.platforms.calling import Computer
from tests.lockers.tower import Tower
from tests.people.district import District

from linli.kernel import clock
from linli.kernel.clock import now as real_now
from linli.ledger.models import Entry
from linli.lockers.actions.alarms import settle_alarms
from linli.lockers.actions.beginning import Begun, DepositRequest, begin_deposits
from linli.lockers.actions.sandbox import make_sandbox, rehearse, reset_sandbox
from linli.lockers.actions.webhooks import set_webhook
from linli.lockers.forms import read_platform_press
from linli.lockers.models import (
    Alarm,
    Cabinet,
    Compartment,
    Deposit,
    PlatformEvent,
    PlatformOrder,
    Sandbox,
)
from linli.lockers.platform_errors import NoSandbox, PlatformUnknown, SandboxThere
from linli.lockers.queries.platforms import platforms_run
from linli.lockers.queries.troubles import troubles
from linli.lockers.rules.recipients import Recipient
from linli.lockers.rules.sandbox import BEGINS, LINES, Step
from linli.people.enums import FactorKind, Role
from linli.people.models import SecondFactor, SignIn
from linli.wire.messages import Size

NO = "MT-10001"
CHANCE = Random(3)  # noqa: S311  # in a test


@pytest.fixture
def sandbox(platform: Computer) -> Computer:
    """The computer of a platform that rehearses."""
    made = Computer.__new__(Computer)
    made.begin(make_sandbox(platform="fan-le", actor="installer", now=real_now()))
    set_webhook(
        platform="fan-le-sb", url="https://fan.example/sb", actor="installer", now=real_now()
    )
    return made


def building() -> str:
    return str(Sandbox.objects.get().building.code)


def announced(sandbox: Computer, order_no: str = NO) -> None:
    asked = {"order_no": order_no, "building": building(), "size": "S"}
    status, answer = sandbox.does("orders", asked)
    assert status == 201, answer


def then(sandbox: Computer, step: str, order_no: str = NO) -> tuple[int, Any]:
    status, answer = sandbox.does(f"sandbox/orders/{order_no}", {"then": step})
    return status, answer.get("state") or answer["code"]


def doors(sandbox: Computer) -> dict[str, int]:
    _status, answer = sandbox.asks("get", f"cabinets?building={building()}")
    [cabinet] = answer["cabinets"]
    assert cabinet["usable"]
    return dict(cabinet["free"])


def told() -> list[str]:
    """What the platform is told, each marked as a rehearsal."""
    events = [json.loads(one.body) for one in PlatformEvent.objects.order_by("pk")]
    assert all(one["sandbox"] is True for one in events)
    return [one["type"] for one in events]


def test_a_meal_goes_its_whole_way_in_a_rehearsal(sandbox: Computer) -> None:
    announced(sandbox)
    before = doors(sandbox)
    sandbox.does(f"orders/{NO}/reservation", {"minutes": 10})

    assert then(sandbox, "store") == (200, "STORED")
    assert doors(sandbox)["S"] == before["S"] - 1
    assert then(sandbox, "expire") == (200, "STORED")
    assert then(sandbox, "fetch") == (200, "PICKED")
    assert then(sandbox, "fetch") == (409, "not_in_the_sandbox")
    assert then(sandbox, "store")[0] == 409

    assert told() == ["order.stored", "order.overdue", "order.picked"]
    assert doors(sandbox) == before
    assert Cabinet.objects.get(code__startswith="SB").quarantined_at is None


def test_a_door_that_jams_is_out_of_use_and_the_meal_did_not_go_in(sandbox: Computer) -> None:
    announced(sandbox)
    before = doors(sandbox)

    assert then(sandbox, "jam")[0] == 200
    assert doors(sandbox)["S"] == before["S"] - 1
    assert Deposit.objects.get().state == "NEVER_ARRIVED"
    assert told() == ["order.not_stored"]
    assert Alarm.objects.exists()
    assert troubles() == []


def test_a_full_cabinet_refuses_as_a_real_one_does(sandbox: Computer) -> None:
    announced(sandbox)
    assert sandbox.does("sandbox/doors", {"then": "fill"})[0] == 200
    assert set(doors(sandbox).values()) == {0}
    assert then(sandbox, "store") == (409, "no_compartment_free")
    assert sandbox.does(f"orders/{NO}/reservation", {"minutes": 10})[0] == 409
    assert sandbox.does("sandbox/doors", {"then": "empty"})[0] == 200

    assert then(sandbox, "store") == (200, "STORED")
    sandbox.does(f"orders/{NO}/recall", {"reason": "wrong"})
    assert then(sandbox, "recall") == (200, "RECALLED")


def test_neither_side_knows_the_other_s_building(sandbox: Computer, platform: Computer) -> None:
    real = {"order_no": NO, "building": "TOWER", "size": "S"}
    for who, where in ((sandbox, "TOWER"), (platform, building())):
        assert who.asks("get", f"cabinets?building={where}")[0] == 404
        assert who.does("orders", {**real, "building": where})[0] == 404
    platform.announces()

    assert then(platform, "store") == (404, "no_sandbox")
    assert platform.does("sandbox/doors", {"then": "fill"})[0] == 404
    assert then(sandbox, "store") == (404, "unknown_order")
    assert PlatformEvent.objects.count() == 0


def test_the_mock_cabinet_is_never_silent(sandbox: Computer) -> None:
    settle_alarms(now=real_now())

    assert not Alarm.objects.filter(cabinet__code__startswith="SB").exists()
    assert str(Sandbox.objects.get()).endswith(f"for {Sandbox.objects.get().rehearses_id}")


def test_a_reset_ends_everything_and_lets_it_begin_anew(sandbox: Computer) -> None:
    for number in range(3):
        announced(sandbox, f"MT-1000{number}")
    then(sandbox, "store", "MT-10000")
    then(sandbox, "jam", "MT-10001")
    sandbox.does("orders/MT-10002/reservation", {"minutes": 10})
    sandbox.does("sandbox/doors", {"then": "fill"})
    order = PlatformOrder.objects.get(order_no="MT-10002")
    at_the_page = DepositRequest(
        cabinet=Sandbox.objects.get().cabinet.code,
        recipient=Recipient(order_no="MT-10002"),
        size=Size.S,
        token="t" * 20,
        now=real_now(),
        order=order.pk,
    )
    assert isinstance(begin_deposits([at_the_page], chance=CHANCE)[0], Begun)
    reset_sandbox(platform="fan-le", actor="person:1", now=real_now())

    assert (
        sum(doors(sandbox).values())
        == Compartment.objects.filter(cabinet__code__startswith="SB").count()
    )
    assert not PlatformOrder.objects.filter(ended_at=None).exists()
    sandbox.keys = 0  # the same keys come again
    announced(sandbox, "MT-10000")
    assert then(sandbox, "store", "MT-10000") == (200, "STORED")
    verbs = Entry.objects.filter(chain__name="platform/fan-le").values_list("verb", flat=True)
    assert set(verbs) >= {"sandbox_made", "sandbox_reset"}


def test_one_sandbox_a_platform_and_none_for_a_sandbox(sandbox: Computer) -> None:
    with pytest.raises(SandboxThere):
        make_sandbox(platform="fan-le", actor="installer", now=real_now())
    for nobody in ("fan-le-sb", "none"):
        with pytest.raises(PlatformUnknown):
            make_sandbox(platform=nobody, actor="installer", now=real_now())
    with pytest.raises(NoSandbox):
        reset_sandbox(platform="none", actor="installer", now=real_now())


@pytest.mark.parametrize("step", Step)
def test_every_step_is_lines_that_end_where_they_should(step: Step) -> None:
    assert LINES[step]
    assert (step in BEGINS) == (LINES[step][0].kind == "INTENT_D")


# The page


@pytest.fixture
def page(sandbox: Computer, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of whoever runs the installation."""
    operator = District(real_now()).person("op", Role.OPERATOR, "HK")
    SecondFactor.objects.create(
        person=operator,
        kind=FactorKind.TOTP,
        name="App",
        secret="x",  # noqa: S106  # of nobody
        made_at=real_now(),
    )
    browser = Client()
    browser.force_login(operator)
    SignIn.objects.filter(person=operator).update(proven_at=real_now())
    return browser


ADDRESS = "/board/platforms"


def test_what_was_given_up_is_sent_again_from_the_page(
    page: Client, sandbox: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(sandbox)
    then(sandbox, "store")
    PlatformEvent.objects.update(next_at=None, dead_at=clock.now(), said="500")
    shown = page.get(ADDRESS).content.decode()
    assert 'value="replay"' in shown
    assert "500" in shown
    [of_sandbox] = [one for one in platforms_run() if one.rehearses]
    assert (of_sandbox.dead, of_sandbox.waiting, of_sandbox.keys) == (1, 0, 1)

    assert page.post(ADDRESS, {"then": "replay", "platform": "fan-le-sb"}).status_code == 302
    assert PlatformEvent.objects.get().next_at is not None
    assert 'value="replay"' not in page.get(ADDRESS).content.decode()
    entry = Entry.objects.get(verb="events_sent_again")
    assert entry.actor.startswith("person:")


def test_a_rehearsal_is_made_once_and_reset_from_the_page(page: Client) -> None:
    Computer("le-le", "乐乐")
    made = page.post(ADDRESS, {"then": "sandbox", "platform": "le-le"}).content.decode()
    assert 'data-made="le-le-sb"' in made
    assert "linli_sk_" in made
    assert "linli_sk_" not in page.get(ADDRESS).content.decode()
    again = page.post(ADDRESS, {"then": "sandbox", "platform": "le-le"})
    assert again.status_code == 409

    assert page.post(ADDRESS, {"then": "reset", "platform": "le-le"}).status_code == 302
    assert Sandbox.objects.get(rehearses__code="le-le").reset_at is not None


@pytest.mark.parametrize("posted", [{}, {"then": "end"}, {"then": "reset", "platform": "x' y"}])
def test_a_press_that_is_none_is_refused(posted: dict[str, str]) -> None:
    with pytest.raises(PlatformUnknown):
        read_platform_press(posted)


def test_the_page_is_nobody_else_s(sandbox: Computer) -> None:
    steward = District(real_now()).person("chief", Role.STEWARD, "HK")
    browser = Client()
    browser.force_login(steward)

    assert browser.get(ADDRESS).status_code == 404
    assert ADDRESS not in browser.get("/").content.decode()


def test_who_has_no_sandbox_rehearses_nothing(tower: Tower, platform: Computer) -> None:
    platform.announces()
    order = PlatformOrder.objects.get()
    from linli.lockers.access import Caller  # noqa: PLC0415

    with pytest.raises(NoSandbox):
        rehearse(
            Caller(order.platform_id, "fan-le"), order.pk, Step.STORE, chance=CHANCE, now=tower.now
        )
