"""Taking in what another program raises: the same matter as from a page, within the same limits."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from linli.buildings.access.matters import Visited
from linli.buildings.access.open311 import came_from
from linli.buildings.actions.raising import NewMatter, NewVoice, raise_matter
from linli.buildings.enums.kinds import MatterKind
from linli.buildings.errors.open311 import WouldComeBack
from linli.buildings.rules.open311 import Numbered, token_of


@dataclass(frozen=True, slots=True)
class Received:
    """What a program raises. ``mark`` tells it from all else: sent again, it is the same.

    ``code`` is drawn for its raiser, who is given no link by it.
    """

    mark: str
    code: str
    kind: MatterKind
    title: str
    says: str
    spot: str
    who: str


def receive(at: Visited, new: Received, *, address: str, now: datetime) -> Numbered:
    """Raise a matter and return its number; what came before with the same mark has its own.

    Raises:
        WouldComeBack: this very committee handed it on.
        TooManyGuesses: too many come from this address.
    """
    if came_from(new.mark, at.committee):
        raise WouldComeBack
    matter = NewMatter(token_of(new.mark), new.title, new.says, new.spot, new.kind)
    voice = NewVoice(new.code, sha256(matter.token.encode()).hexdigest(), new.who)
    made = raise_matter(at.committee, matter, voice, address=address, now=now).matter
    return Numbered(made.committee.building.code, made.number)
