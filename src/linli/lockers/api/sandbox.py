"""Letting things happen to the orders of a sandbox."""

import random
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router

from linli.lockers.access import Caller
from linli.lockers.actions import sandbox
from linli.lockers.api.asking import WRITING, Key, done_once
from linli.lockers.api.orders import Named, done_to
from linli.lockers.api.schemas import Rehearsal, SandboxDoors, Whereabouts
from linli.lockers.rules.sandbox import Doors, Step

router = Router()


@router.post(
    "/sandbox/orders/{order_no}",
    response={200: Whereabouts} | WRITING,
    operation_id="rehearse",
    summary=_("演练：让一个订单发生一件事"),
    description=_("只用演练用的密钥。存入、门打不开、超时、取走、召回；事件照真的发出。"),
)
def rehearse(request: HttpRequest, order_no: Named, body: Rehearsal, key: Key) -> HttpResponse:
    """Let one thing happen to an order."""
    chance = random.SystemRandom()
    act = partial(sandbox.rehearse, step=Step(body.then), chance=chance)
    return done_to(order_no, request, key, act)


@router.post(
    "/sandbox/doors",
    response={200: SandboxDoors} | WRITING,
    operation_id="rehearse_doors",
    summary=_("演练：让柜子满，或者空出来"),
    description=_("只用演练用的密钥。满了以后，预留和存入的答复同真的一样。"),
)
def doors(request: HttpRequest, body: SandboxDoors, key: Key) -> HttpResponse:
    """Let the mock cabinet be full, or not."""

    def act(caller: Caller, at: datetime) -> str:
        sandbox.shut_doors(caller, Doors(body.then), now=at)
        return SandboxDoors(then=body.then).model_dump_json()

    return done_once(request, key, act)
