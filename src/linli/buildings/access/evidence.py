"""The only ways from somebody to a photo of a matter."""

from django.db.models import Q, QuerySet

from linli.buildings.access.matters import Handled, Keeper, Speaker, Visited
from linli.buildings.enums.matters import VoiceKind
from linli.buildings.errors.evidence import UnknownPhoto
from linli.buildings.models import Evidence


def photo_for_all(at: Visited, number: int, photo: int) -> bytes:
    """Return a photo of a matter that was taken up, for anybody.

    Raises:
        UnknownPhoto: there is none, or it is not shown.
    """
    found = Evidence.objects.filter(
        matter__committee=at.committee,
        matter__number=number,
        matter__taken_up_at__isnull=False,
        hidden_at=None,
    )
    return _image(found, photo)


def photo_for_keeper(keeper: Keeper, one: Handled, photo: int) -> bytes:
    """Return a photo of a matter or of one that lies in it, hidden or not, for who keeps it.

    Raises:
        UnknownPhoto: there is none.
    """
    found = Evidence.objects.filter(matter__committee=keeper.committee)
    return _image(found.filter(Q(matter=one.matter) | Q(matter__merged_into=one.matter)), photo)


def photo_for_voice(speaker: Speaker, photo: int) -> bytes:
    """Return a photo of what somebody raised or supports, also before others may see it.

    Raises:
        UnknownPhoto: there is none, it is hidden, or it is a neighbour's that nobody has read.
    """
    own = speaker.voice.matter
    target = own.merged_into or own
    shown = Q(matter__taken_up_at__isnull=False)
    if speaker.voice.kind == VoiceKind.RAISER:
        shown |= Q(matter=own)
    found = Evidence.objects.filter(
        Q(matter__in={own.pk, target.pk}) | Q(matter__merged_into=target), shown, hidden_at=None
    )
    return _image(found, photo)


def _image(found: QuerySet[Evidence], photo: int) -> bytes:
    image = found.filter(pk=photo).values_list("image", flat=True).first()
    if image is None:
        raise UnknownPhoto
    return bytes(image)
