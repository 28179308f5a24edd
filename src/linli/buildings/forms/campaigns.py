"""What people type on pages of policies and campaigns, read into facts or refused."""

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.buildings.access.matters import is_number
from linli.buildings.actions.campaigns import MOST_LISTED, WHO_LONGEST
from linli.buildings.actions.policies import NewPolicy
from linli.buildings.enums.campaigns import CampaignKind
from linli.buildings.errors.campaigns import LineNeeded, NobodyListed, SourceUnreadable
from linli.buildings.errors.matters import FormUnreadable, WordsTooMany
from linli.buildings.forms.matters import read_choice, read_day
from linli.people.phones import without_mobiles

SHORTEST = 2
SOURCE_LONGEST = 200
NOTE_LONGEST = 200
CHANGED_LONGEST = 200
CONDITIONS_LONGEST = 20_000
"""Forty conditions with their clauses are half of it."""

LINES: Mapping[str, tuple[Promise, int]] = {
    "name": (_("政策名称"), 60),
    "issuer": (_("发文单位"), 40),
    "number": (_("文号"), 40),
    "gives": (_("给什么"), 300),
    "how": (_("怎样申请"), 300),
    "title": (_("送什么"), 60),
    "goes": (_("谁去"), 40),
}
"""What each line is called, and how many characters it has at most."""

_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")

Posted = Mapping[str, str]


def read_line(posted: Posted, field: str) -> str:
    """Return one line of text; a mobile number in it is masked.

    Raises:
        LineNeeded: it is missing, or too long.
    """
    what, most = LINES[field]
    said = _plain(posted.get(field, ""))
    if not SHORTEST <= len(said) <= most:
        raise LineNeeded(what=str(what), most=most)
    return said


def read_policy_form(posted: Posted) -> NewPolicy:
    """Read what a policy says; its conditions are read where they are kept.

    Raises:
        LineNeeded, DateUnreadable, SourceUnreadable, WordsTooMany: see there.
    """
    conditions = posted.get("conditions", "")
    if len(conditions) > CONDITIONS_LONGEST:
        raise WordsTooMany(most=CONDITIONS_LONGEST)
    return NewPolicy(
        name=read_line(posted, "name"),
        issuer=read_line(posted, "issuer"),
        number=read_line(posted, "number"),
        valid_from=read_day(posted, "valid_from"),
        valid_until=read_day_or_none(posted, "valid_until"),
        conditions=conditions,
        gives=read_line(posted, "gives"),
        how=read_line(posted, "how"),
        source=_source(posted.get("source", "").strip()),
    )


def read_changed(posted: Posted) -> str:
    """Return what the issuer changed, in words; empty where a slip of the pen was put right.

    Raises:
        WordsTooMany: it is too long.
    """
    return read_note(posted, "changed", most=CHANGED_LONGEST)


def read_note(posted: Posted, field: str, *, most: int = NOTE_LONGEST) -> str:
    """Return a note, which may be empty; a mobile number in it is masked.

    Raises:
        WordsTooMany: it is too long.
    """
    said = _plain(posted.get(field, ""))
    if len(said) > most:
        raise WordsTooMany(most=most)
    return said


def read_day_or_none(posted: Posted, field: str) -> date | None:
    """Return a day, None where none was chosen.

    Raises:
        DateUnreadable: it is none, or far from ours.
    """
    return read_day(posted, field) if posted.get(field, "") else None


def read_visit_kind(posted: Posted) -> CampaignKind:
    """Return whether a service or care is brought.

    Raises:
        FormUnreadable: neither.
    """
    kind = read_choice(posted, "kind", CampaignKind)
    if kind is CampaignKind.POLICY:
        raise FormUnreadable
    return kind


def read_companies(posted: QueryDict) -> set[int]:
    """Return the numbers of the companies that were ticked."""
    return {int(one) for one in posted.getlist("company")[:MOST_LISTED] if is_number(one)}


def read_people(posted: Posted) -> list[str]:
    """Return the people who were typed, one a line, each with where they are found.

    Raises:
        NobodyListed: a line is too long, or there are too many.
    """
    typed = (_NOT_PRINTED.sub(" ", line).strip() for line in posted.get("people", "").splitlines())
    found = [line for line in typed if line]
    if len(found) > MOST_LISTED or any(len(line) > WHO_LONGEST for line in found):
        raise NobodyListed(most=WHO_LONGEST, lines=MOST_LISTED)
    return found


def _plain(typed: str) -> str:
    return without_mobiles(_NOT_PRINTED.sub(" ", typed)).strip()


def _source(typed: str) -> str:
    try:
        parts = urlsplit(typed)
    except ValueError:
        raise SourceUnreadable(most=SOURCE_LONGEST) from None
    is_address = parts.scheme in ("http", "https") and parts.netloc and typed.isprintable()
    if typed and (not is_address or " " in typed or len(typed) > SOURCE_LONGEST):
        raise SourceUnreadable(most=SOURCE_LONGEST)
    return typed
