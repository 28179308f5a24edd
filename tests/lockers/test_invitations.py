"""A cabinet is let in once, by who holds the claim code, and can be shut out again."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.lockers.tower import Tower

from linli.kernel.clock import now as real_now
from linli.ledger.models import Entry
from linli.lockers.actions import inviting
from linli.lockers.actions.granting import code_key as servers_code_key
from linli.lockers.actions.identities import FILE, bus_folder, tell_bus
from linli.lockers.errors import (
    BuildingNeeded,
    CabinetInUse,
    ClaimRefused,
    TowerUnreadable,
    UnknownCabinet,
)
from linli.lockers.models import Cabinet, Invitation
from linli.lockers.queries.identities import let_in
from linli.lockers.views import claiming
from linli.places.models import Place
from linli.wire.claim import (
    Answer,
    Claim,
    Keys,
    Told,
    proof_of_answer,
    proof_of_keys,
    read_claim,
)
from linli.wire.nkey import from_seed, new_seed
from linli.wire.verifier import code_key

pytestmark = pytest.mark.django_db

NEW = inviting.Wish("HK-7", building="TOWER", name="塔楼", spot="东门", doors=5)
OWN_CODES = X25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture(autouse=True)
def bus_is_somewhere() -> Iterator[None]:
    """Write where the bus is, as its keeper does; let nobody's claims count for another."""
    file = settings.LINLI_DATA / "run" / "bus.json"
    file.parent.mkdir(exist_ok=True)
    at = {"url": "nats://127.0.0.1:4", "outside": "tls://bus.example:4222", "ca": "PEM"}
    file.write_text(json.dumps(at), encoding="utf-8")
    claiming.gate = claiming.Gate(claiming.CLAIMS_A_MINUTE)
    yield
    file.unlink()


def keys(bus: str = "") -> Keys:
    return Keys(
        signing="1" * 64,
        bus=bus or from_seed(new_seed()).public,
        codes=OWN_CODES.public_key().public_bytes_raw().hex(),
    )


def claims(code: str, by: Keys) -> Claim:
    invitation, key = read_claim(code)
    return Claim(invitation, by, proof_of_keys(key, invitation, by))


def told(answer: Answer) -> Told:
    return msgspec.json.decode(answer.told, type=Told)


def test_a_claim_that_is_wrong_old_or_used_is_refused_and_changes_nothing(now: datetime) -> None:
    code = inviting.invite(NEW, actor="installer", now=now)
    good, other = claims(code, keys()), claims(code, keys())
    wrong = {
        "no such invitation": msgspec.structs.replace(good, invitation="00000"),
        "no proof": msgspec.structs.replace(good, proof="0" * 64),
        "keys that were put in on the way": msgspec.structs.replace(good, keys=other.keys),
        "another cabinet's secret": claims(code[:5] + "A" * 15, keys()),
        "a name on the bus that is none": claims(code, keys("U" + "A" * 55)),
        "a key that agrees with nobody": claims(
            code, msgspec.structs.replace(keys(), codes="0" * 64)
        ),
    }
    for claim in wrong.values():
        with pytest.raises(ClaimRefused):
            inviting.take(claim, now=now)
    with pytest.raises(ClaimRefused):
        inviting.take(good, now=now + inviting.CLAIM_LIVES)
    assert let_in() == {}

    inviting.take(good, now=now + inviting.CLAIM_LIVES - timedelta(seconds=1))
    with pytest.raises(ClaimRefused):
        inviting.take(other, now=now)
    assert let_in() == {"HK-7": good.keys.bus}


def test_a_good_claim_lets_the_cabinet_in_and_tells_it_all_it_must_know(now: datetime) -> None:
    code = inviting.invite(NEW, actor="installer", now=now)
    claim = claims(code, keys())

    answer = inviting.take(claim, now=now)

    _, key = read_claim(code)
    assert answer.proof == proof_of_answer(key, claim, answer.told)
    row, knows = Cabinet.objects.get(code="HK-7"), told(answer)
    assert (knows.cabinet, knows.number, knows.epoch) == ("HK-7", row.pk, 1)
    assert (knows.bus_url, knows.bus_ca) == ("tls://bus.example:4222", "PEM")
    assert [one.number for one in knows.compartments] == [1, 2, 3, 4, 5]
    assert knows.times.hold_ms == row.hold_ms
    assert (row.public_key, row.bus_public) == (claim.keys.signing, claim.keys.bus)
    theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(knows.codes))
    assert code_key(OWN_CODES, theirs) == servers_code_key(row.codes_public)
    assert (row.building.name, row.spot) == ("塔楼", "东门")


def test_an_answer_that_was_lost_is_given_again_to_the_same_keys(now: datetime) -> None:
    claim = claims(inviting.invite(NEW, actor="installer", now=now), keys())

    assert inviting.take(claim, now=now) == inviting.take(claim, now=now)

    assert Entry.objects.filter(verb="cabinet_let_in").count() == 1


def test_a_newer_code_takes_the_place_of_the_older_and_of_its_keys(now: datetime) -> None:
    first = inviting.invite(NEW, actor="installer", now=now)
    lost = claims(first, keys())
    inviting.take(lost, now=now)
    second = inviting.invite(inviting.Wish("HK-7"), actor="installer", now=now)

    assert let_in() == {}
    with pytest.raises(ClaimRefused):
        inviting.take(lost, now=now)
    found = claims(second, keys())
    inviting.take(found, now=now)
    assert let_in() == {"HK-7": found.keys.bus}


def test_nobody_takes_the_name_of_another_on_the_bus(now: datetime) -> None:
    taken = keys()
    inviting.take(claims(inviting.invite(NEW, actor="installer", now=now), taken), now=now)
    code = inviting.invite(inviting.Wish("HK-8", "TOWER"), actor="installer", now=now)

    with pytest.raises(ClaimRefused):
        inviting.take(claims(code, taken), now=now)

    assert let_in() == {"HK-7": taken.bus}


def test_the_code_is_kept_as_a_hash_and_every_step_is_in_the_ledger(now: datetime) -> None:
    code = inviting.invite(NEW, actor="installer", now=now)
    inviting.take(claims(code, keys()), now=now)
    inviting.revoke("HK-7", actor="installer", now=now)
    inviting.revoke("HK-7", actor="installer", now=now)

    chain = Entry.objects.filter(chain__name="cabinet/HK-7").order_by("seq")
    steps = ["cabinet_invited", "cabinet_let_in", "cabinet_revoked"]
    assert list(chain.values_list("verb", flat=True)) == steps
    secret = code.replace("-", "")[5:]
    assert secret not in "".join(chain.values_list("facts", flat=True))


def test_what_the_table_keeps_of_a_code_does_not_show_it(now: datetime) -> None:
    code = inviting.invite(NEW, actor="installer", now=now).replace("-", "")

    row = Invitation.objects.get()

    assert row.name == code[:5]
    assert code[5:] not in row.key
    assert row.key == read_claim(code)[1].hex()


def test_who_is_shut_out_is_on_no_list_and_comes_back_only_by_a_new_code(now: datetime) -> None:
    code = inviting.invite(NEW, actor="installer", now=now)
    claim = claims(code, keys())
    inviting.take(claim, now=now)

    inviting.revoke("HK-7", actor="installer", now=now)

    assert let_in() == {}
    assert Cabinet.objects.get(code="HK-7").revoked_at == now
    with pytest.raises(ClaimRefused):
        inviting.take(claim, now=now)
    again = inviting.invite(inviting.Wish("HK-7"), actor="installer", now=now)
    inviting.take(claims(again, claim.keys), now=now)
    assert let_in() == {"HK-7": claim.keys.bus}


def test_what_cannot_be_invited_is_refused_by_name(tower: Tower, now: datetime) -> None:
    Cabinet.objects.filter(pk=tower.a.number).update(applied_seq=1)
    code = Cabinet.objects.get(pk=tower.a.number).code

    with pytest.raises(CabinetInUse, match=code):
        inviting.invite(inviting.Wish(code), actor="installer", now=now)
    for wish in (
        inviting.Wish("hk-7"),
        inviting.Wish("A" * 17),
        inviting.Wish(""),
        inviting.Wish("HK-7", doors=0),
        inviting.Wish("HK-7", doors=256),
    ):
        with pytest.raises(TowerUnreadable):
            inviting.invite(wish, actor="installer", now=now)
    with pytest.raises(BuildingNeeded):
        inviting.invite(inviting.Wish("HK-7", building="NOWHERE"), actor="installer", now=now)
    with pytest.raises(UnknownCabinet):
        inviting.revoke("HK-7", actor="installer", now=now)
    assert not Place.objects.filter(code="NOWHERE").exists()


def test_where_one_building_stands_a_new_cabinet_stands_in_it(tower: Tower, now: datetime) -> None:
    inviting.invite(inviting.Wish("HK-8"), actor="installer", now=now)

    assert Cabinet.objects.get(code="HK-8").building == tower.place


def test_the_bus_is_told_when_the_change_stands_and_not_before(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file = bus_folder() / FILE
    tell_bus()
    claim = claims(inviting.invite(NEW, actor="installer", now=now), keys())
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        inviting.take(claim, now=now)
        assert json.loads(file.read_text(encoding="ascii")) == {}

    assert json.loads(file.read_text(encoding="ascii")) == {"HK-7": claim.keys.bus}
    assert file.stat().st_mode & 0o077 == 0
    assert not tell_bus(), "what has not changed is not written again"
    with django_capture_on_commit_callbacks(execute=True):
        inviting.revoke("HK-7", actor="installer", now=now)
    assert json.loads(file.read_text(encoding="ascii")) == {}


def post(client: Client, body: bytes) -> tuple[int, dict[str, object]]:
    answer = client.post(
        "/cabinets/claim",
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    return answer.status_code, answer.json()


def test_a_cabinet_claims_over_http_without_any_cookie(client: Client) -> None:
    when = real_now()
    claim = claims(inviting.invite(NEW, actor="installer", now=when), keys())
    strict = Client(enforce_csrf_checks=True)

    status, answer = post(strict, msgspec.json.encode(claim))

    assert status == 200
    assert json.loads(str(answer["told"]))["cabinet"] == "HK-7"
    wrong = msgspec.structs.replace(claim, proof="0" * 64)
    status, answer = post(client, msgspec.json.encode(wrong))
    assert (status, answer["code"]) == (403, "claim_refused")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"invitation":1}', b"9" * 40_000])
def test_junk_over_http_is_refused_by_name(client: Client, body: bytes) -> None:
    assert post(client, body)[0] == 422
    assert post(client, body)[1]["code"] == "body_unreadable"


def test_who_asks_too_often_is_told_to_wait(client: Client) -> None:
    for _ in range(claiming.CLAIMS_A_MINUTE):
        assert post(client, b"{}")[0] == 422

    assert post(client, b"{}") == (
        503,
        {"code": "too_many_claims", "says": "领取请求太多，请一分钟后再试。"},
    )


def test_a_gate_opens_again_a_minute_later() -> None:
    gate = claiming.Gate(2)

    assert [gate.lets_pass(ms) for ms in (0, 10, 20, 59_999, 60_000, 60_001)] == [
        *(True, True, False, False),
        *(True, False),
    ]
