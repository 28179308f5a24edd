"""What this installation tells of itself: whom to write to, and what it is made of."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.test import Client, override_settings

from linli.kernel import clock
from linli.server.configuration import read
from linli.server.sbom import bill
from linli.server.setting_errors import BadSetting

ROOT = Path(__file__).resolve().parents[2]
AT = "/.well-known/security.txt"


def test_without_a_contact_there_is_no_page(client: Client) -> None:
    assert client.get(AT).status_code == 404


def test_a_contact_is_told_with_an_end_less_than_a_year_ahead(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    with override_settings(SECURITY_CONTACT="mailto:security@linli.example"):
        answer = client.get(AT)

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:security@linli.example"
    assert now < datetime.fromisoformat(lines["Expires"]) < now + timedelta(days=365)


@pytest.mark.parametrize(
    "contact", ["security@linli.example", "javascript:alert(1)", "mailto:a\nContact: b", "http://x"]
)
def test_what_is_no_contact_is_refused(contact: str) -> None:
    with pytest.raises(BadSetting):
        read({"LINLI_SECURITY_CONTACT": contact, "LINLI_DATA": "/nowhere"})


@pytest.mark.parametrize("lock", sorted((ROOT / "locks").glob("*.txt")), ids=lambda one: one.name)
def test_every_package_that_is_locked_is_on_the_bill_with_its_hashes(lock: Path) -> None:
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", lock.read_text(), re.MULTILINE)

    told = msgspec.json.decode(msgspec.json.encode(bill([lock])))

    assert {(one["name"], one["version"]) for one in told["components"]} == set(pinned)
    assert all(one["hashes"] for one in told["components"]), "nothing is installed unchecked"
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
