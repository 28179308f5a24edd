"""What is sent to somebody who follows a matter, as it is when it is sent."""

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from linli.buildings.access.matters import is_number, voice_link
from linli.buildings.actions.telling import VOICE
from linli.buildings.models import Voice
from linli.buildings.queries.standing import is_late
from linli.buildings.rules.letters import LATE, TEMPLATE, subject_of, text_of, values_of
from linli.kernel import clock
from linli.notices.letters import Letter, base


def matter_moved(about: str) -> Letter | None:
    """Return the message about a voice's matter, None if they want none any more."""
    key = about.removeprefix(VOICE)
    rows = Voice.objects.select_related("matter__merged_into").filter(phone__isnull=False)
    found = rows.filter(pk=int(key)).first() if is_number(key) else None
    if found is None:
        return None
    matter = found.matter.merged_into or found.matter
    stage = LATE if is_late(matter, localdate(clock.now())) else matter.state
    due = "" if matter.due_on is None else f"{matter.due_on:%m-%d}"
    language, token = settings.MESSAGES["language"], voice_link(found.code)
    values = values_of(
        number=found.matter.number, stage=stage, due=due, language=language, token=token
    )
    return Letter(
        TEMPLATE,
        values,
        text_of(language, values, base=base()),
        subject=subject_of(language, values),
        link=f"{base()}{reverse('buildings:voice', args=[token])}",
    )
