"""By which address limits tell one who asks from another."""

import pytest
from django.test import RequestFactory

from linli.web.addresses import address_of


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_of_ipv6_a_whole_line_is_one(peer: str, address: str) -> None:
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=peer)) == address
