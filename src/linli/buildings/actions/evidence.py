"""Photos of matters: their raisers add them, secretaries prove what was done, and may hide one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.entries import ANYONE, lock, write_down
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import MatterState, VoiceKind
from linli.buildings.errors.evidence import PhotosEnough, PhotoThere, ReadAlready, UnknownPhoto
from linli.buildings.errors.matters import MatterMoved
from linli.buildings.models import Evidence, Matter, Task, Voice
from linli.people.actions import name_in_ledger
from linli.people.actions.guessing import count_try
from linli.people.models import Person
from linli.people.rules.guessing import Limit

RAISERS_MOST = 3
"""Where it is, what it is, and from near; each 300 kB at worst, see ``web.photos``."""

EVIDENCE_MOST = 12
"""Of one matter, before and after: a few corners of a few rooms."""

PHOTOS_PER_ADDRESS = Limit("photos-address", 60, timedelta(hours=1))
"""Twenty matters' worth from behind one address."""


Facts = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A photo as it is kept: what it shows, its bytes, and the task that it proves done."""

    kind: EvidenceKind
    image: bytes
    task: Task | None = None


def add_photo(voice: Voice, image: bytes, *, address: str, now: datetime) -> None:
    """Add a photo to what somebody raised, as long as nobody has read it.

    Later nobody would read it before all can see it.

    Raises:
        MatterMoved: it is not theirs to add to.
        ReadAlready: the secretary has read it. PhotosEnough: it has three.
        PhotoThere: it has this one. TooManyGuesses: too many come from this address.
    """
    if voice.kind != VoiceKind.RAISER:
        raise MatterMoved
    count_try(PHOTOS_PER_ADDRESS, address, now=now)
    with transaction.atomic():
        lock(voice.matter.committee)
        matter = Matter.objects.select_related("committee__building").get(pk=voice.matter_id)
        if matter.state != MatterState.RAISED:
            raise ReadAlready
        digest = keep(matter, NewEvidence(EvidenceKind.RAISED, image), by=None, now=now)
        facts: Facts = {"matter": matter.number, "photo": digest}
        write_down(
            matter.committee, "photo_added", by=ANYONE, now=now, facts=facts, matter=matter.pk
        )


@transaction.atomic
def add_evidence(keeper: Keeper, matter: Matter, new: NewEvidence, *, now: datetime) -> None:
    """Show how it was before something was done, or how it is since.

    Raises:
        MatterMoved: the matter lies in another, which is worked on in its place.
        PhotosEnough: it has twelve. PhotoThere: it has this one.
    """
    lock(keeper.committee)
    found = Matter.objects.get(pk=matter.pk)
    if found.merged_into_id is not None:
        raise MatterMoved
    digest = keep(found, new, by=keeper.person, now=now)
    facts: Facts = {"matter": found.number, "kind": new.kind.value, "photo": digest}
    _write(keeper, found, "evidence_added", facts, now)


@transaction.atomic
def hide_photo(keeper: Keeper, matter: Matter, *, photo: int, because: str, now: datetime) -> None:
    """Show a photo to nobody any more, and say why; it is kept as long as others are.

    Raises:
        UnknownPhoto: the matter has none such, or it is hidden.
    """
    lock(keeper.committee)
    found = Evidence.objects.filter(pk=photo, matter=matter, hidden_at=None)
    digest = found.values_list("digest", flat=True).first()
    if digest is None:
        raise UnknownPhoto
    found.update(hidden_at=now, hidden_because=because)
    facts: Facts = {"matter": matter.number, "photo": digest, "reason": because}
    _write(keeper, matter, "photo_hidden", facts, now)


def keep(matter: Matter, new: NewEvidence, *, by: Person | None, now: datetime) -> str:
    """Keep a photo of a matter whose committee is locked; return its digest.

    Raises:
        PhotosEnough, PhotoThere: see above.
    """
    is_raisers = new.kind == EvidenceKind.RAISED
    most = RAISERS_MOST if is_raisers else EVIDENCE_MOST
    there = Evidence.objects.filter(matter=matter)
    if len(there.filter(given_by__isnull=is_raisers).values_list("pk")) >= most:
        raise PhotosEnough(most=most)
    digest = sha256(new.image).hexdigest()
    try:
        with transaction.atomic():
            Evidence.objects.create(
                matter=matter,
                task=new.task,
                kind=new.kind,
                digest=digest,
                image=new.image,
                taken_at=now,
                given_by=by,
            )
    except IntegrityError as twice:
        raise PhotoThere from twice
    return digest


def _write(
    keeper: Keeper, matter: Matter, verb: str, facts: dict[str, str | int], now: datetime
) -> None:
    by = name_in_ledger(keeper.person)
    write_down(keeper.committee, verb, by=by, now=now, facts=facts, matter=matter.pk)
