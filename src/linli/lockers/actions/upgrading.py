"""Giving a demo cabinet of an earlier version the keys that it lacks, on both sides."""

import json
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction

from linli.lockers.actions.granting import code_key
from linli.lockers.actions.identities import put_in_place, tell_bus_afterwards
from linli.lockers.models import Cabinet
from linli.wire.nkey import from_seed, new_seed


def complete(config: Path) -> bool:
    """Add a name on the bus and a key for pickup codes where they lack; say if they did.

    The cabinet's file is written first: cut off in between, the next start finds it and tells
    the database.
    """
    told: dict[str, object] = msgspec.json.decode(config.read_bytes())
    with transaction.atomic():
        cabinet = Cabinet.objects.filter(code=told["cabinet"]).first()
        if cabinet is None or (cabinet.bus_public and cabinet.codes_public):
            return False
        seed = str(told.setdefault("bus_seed", new_seed()))
        own_half = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
        told["code_key"] = code_key(own_half).hex()
        put_in_place(config, json.dumps(told, indent=1))
        cabinet.bus_public, cabinet.codes_public = from_seed(seed).public, own_half
        cabinet.save(update_fields=["bus_public", "codes_public"])
        tell_bus_afterwards()
    return True
