"""Which accounts at other servers are linked with whom."""

from dataclasses import dataclass
from datetime import datetime

from linli.people.enums import FactorKind
from linli.people.messengers import messenger
from linli.people.models import LinkedAccount, Person
from linli.people.outside import Arrived
from linli.people.providers import labels
from linli.people.rules.ways_in import WaysIn
from linli.people.sealing import blind_index
from linli.people.wechat import UNION


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked account as its person recognises it; ``works``: whether the settings still do."""

    number: int
    label: str
    linked_at: datetime
    used_at: datetime | None
    works: bool


def linked_accounts_of(person: Person) -> list[Linked]:
    """Return a person's linked accounts, the oldest first."""
    named = labels()
    rows = LinkedAccount.objects.filter(person=person).order_by("pk")
    return [
        Linked(
            one.pk,
            named.get(one.provider, one.provider),
            one.linked_at,
            one.used_at,
            one.provider in named,
        )
        for one in rows
    ]


def linked_with(arrived: Arrived) -> LinkedAccount | None:
    """Return the link of an account: by itself; else by what WeChat calls the person everywhere."""
    rows = LinkedAccount.objects.select_related("person")
    own = rows.filter(subject_index=own_index(arrived)).first()
    if own is not None or not arrived.union:
        return own
    return rows.filter(union_index=blind_index(f"{UNION}\0{arrived.union}")).first()


def own_index(arrived: Arrived) -> str:
    """Return by what an account is found: its issuer and its subject, of which neither is kept."""
    return blind_index(f"{arrived.issuer}\0{arrived.subject}")


def ways_in(person: Person, *, without: int) -> WaysIn:
    """Return by what a person gets in, without one linked account; what is not set up is none."""
    linked = LinkedAccount.objects.filter(person=person, provider__in=labels()).exclude(pk=without)
    return WaysIn(
        passkeys=person.factors.filter(kind=FactorKind.PASSKEY).count(),
        linked=linked.count(),
        has_phone=person.phone_index is not None and messenger() is not None,
    )
