"""A district with a street and two towers, whose matters other programs ask for."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.test import Client
from tests.buildings.house import House

from linli.places.models import Place

V2 = "/open311/v2"
HERE = {"jurisdiction_id": "TOWER"}
POINT = {"lat": "31.25", "long": "121.49"}
SAYS = {"service_code": "lifts", "address_id": "TOWER", "description": "电梯早高峰等十五分钟"}


class Programs:
    """What programs ask of a tower."""

    def __init__(self, now: datetime) -> None:
        self.house = House(now)
        self.client = Client()
        Place.objects.filter(code="TOWER").update(
            latitude=31.25, longitude=121.49, address="某路 1 号"
        )

    def asks(self, path: str, query: Mapping[str, str] = HERE) -> Any:  # noqa: ANN401  # JSON
        """Return what is answered as JSON, 200."""
        answer = self.client.get(f"{V2}/{path}.json", dict(query))
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def asks_xml(self, path: str, query: Mapping[str, str] = HERE) -> ET.Element:
        """Return what is answered as XML, 200."""
        answer = self.client.get(f"{V2}/{path}.xml", dict(query))
        assert answer.status_code == 200, answer.content.decode()
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        return ET.fromstring(answer.content.decode())  # noqa: S314  # our own

    def refused(self, path: str, query: Mapping[str, str] = HERE) -> tuple[int, str]:
        """Return the status and the sentence of a refusal."""
        return _refusal(self.client.get(f"{V2}/{path}.json", dict(query)))

    def sends(self, **more: str) -> Any:  # noqa: ANN401  # JSON
        """Raise something, and return what is answered."""
        answer = self.client.post(f"{V2}/requests.json", {**HERE, **SAYS, **more})
        assert answer.status_code == 200, answer.content.decode()
        return json.loads(answer.content)

    def sends_in_vain(self, **more: str) -> tuple[int, str]:
        """Raise something that is refused."""
        sent = {name: text for name, text in {**HERE, **SAYS, **more}.items() if text}
        return _refusal(self.client.post(f"{V2}/requests.json", sent))


def _refusal(answer: Any) -> tuple[int, str]:  # noqa: ANN401  # the test client's
    (told,) = json.loads(answer.content)
    assert told["code"] == answer.status_code
    return told["code"], told["description"]
