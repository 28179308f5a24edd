"""What the command does with Django loaded: sign-in links, and the ledger's chains held up."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.urls import reverse

from linli.ledger.actions import checkpoint_key, write_checkpoint
from linli.ledger.checkpoints import Checkpoint
from linli.ledger.queries import find_damage, last_checkpoint
from linli.people.actions import make_sign_in_link
from linli.people.actions.owner import ensure_owner
from linli.server import systems
from linli.server.words import gettext as _


def sign_in_path(now: datetime) -> str:
    """Return the path of a link that signs the owner of this installation in, once."""
    token = make_sign_in_link(
        person=ensure_owner(now=now), token=secrets.token_urlsafe(24), now=now
    )
    return reverse("portal:start", query={"k": token})


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found, in lines to be read."""

    is_whole: bool
    lines: tuple[str, ...]


def ledger_report(held: Sequence[Checkpoint] = ()) -> Report:
    """Read the whole ledger and every journal again and say what was found.

    ``held`` are checkpoints that somebody outside kept, their signatures verified.
    """
    ledger, others = find_damage(held), [one.verify() for one in systems.parts()]
    lines = [
        _("{chain} 第 {seq} 条：{what}").format(chain=one.chain, seq=one.seq, what=one.kind.label)
        for one in chain(ledger.damage, *(other.damage for other in others))
    ]
    sentence = _("有 {damage} 处断裂").format(damage=len(lines)) if lines else _("全部完整")
    total = _(
        "{chains} 条链、{entries} 条记录，{journals} 本柜子日志、{lines} 行：{sentence}"
    ).format(
        chains=ledger.chains,
        entries=ledger.entries,
        journals=sum(one.journals for one in others),
        lines=sum(one.lines for one in others),
        sentence=sentence,
    )
    return Report(not lines, (*lines, total))


def checkpoint_now(now: datetime) -> str | None:
    """Return a checkpoint of what the ledger is now, None while it is empty."""
    return write_checkpoint(key=checkpoint_key(), now=now, each=timedelta(0)) or last_checkpoint()


def checkpoint_public() -> str:
    """Return the key under which this installation's checkpoints are signed, in hex."""
    return checkpoint_key().public_key().public_bytes_raw().hex()
