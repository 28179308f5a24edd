"""Policies of a building: who would gain by them, and which facts to ask for."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum
from django.utils.functional import Promise

from linli.buildings.enums.campaigns import OutreachState
from linli.buildings.enums.companies import CompanyState, FactKey
from linli.buildings.enums.industries import SECTION_OF
from linli.buildings.enums.policies import Gain
from linli.buildings.models import Committee, Company, Outreach, Policy, Tenancy
from linli.buildings.queries.companies import facts_of, known_values
from linli.buildings.queries.policy_words import (
    AREA,
    FRAMES,
    INDUSTRY,
    NAMES,
    says_of,
    vocabulary,
)
from linli.buildings.rules.outreach import Counted, Figures, count
from linli.buildings.rules.policies import (
    Clause,
    Condition,
    Facts,
    Judged,
    Node,
    judge_all,
)
from linli.buildings.rules.policy_text import read_policy
from linli.places.models import Place

MOST_POLICIES, MOST_COMPANIES = 60, 1_000
"""On one page: more than are in force in a district, and than fit into a tower."""

QUESTIONS_SHOWN = 3
"""Of one company: more is an interrogation."""


def policies_for(building: Place) -> QuerySet[Policy]:
    """Return the policies that concern a building: its own, and those of where it lies."""
    return Policy.objects.filter(place__code__in=building.codes).select_related("place")


def in_force(policies: QuerySet[Policy], *, today: date) -> QuerySet[Policy]:
    """Return those that were not taken off and are in force on a day."""
    lasts = Q(valid_until=None) | Q(valid_until__gte=today)
    return policies.filter(lasts, ended_at=None, valid_from__lte=today)


def companies_of(committee: Committee) -> list[Company]:
    """Return the companies that are in a building, by name."""
    rows = Company.objects.filter(committee=committee, state=CompanyState.OPEN)
    return list(rows.order_by("name")[:MOST_COMPANIES])


def what_counts(companies: Sequence[Company], *, today: date) -> list[Facts]:
    """Return what is known of each company on a day, in their order: two queries.

    What has expired is not known; nor is the area of who has no tenancy.
    """
    facts = facts_of(companies, today)
    rows = Tenancy.objects.filter(company__in=[one.pk for one in companies], left_on=None)
    areas = dict(rows.values_list("company").annotate(Sum("area")))
    return [_known(one, known_values(facts[one.pk]), areas.get(one.pk)) for one in companies]


def _known(company: Company, values: Mapping[FactKey, object], area: int | None) -> Facts:
    found: dict[str, object] = {key.value: value for key, value in values.items()}
    if company.industry in SECTION_OF:
        found[INDUSTRY] = SECTION_OF[company.industry].letter.lower()
    if area is not None:
        found[AREA] = area
    return found  # type: ignore[return-value]  # of the same sorts, by another name


def judged(policy: Policy, companies: Sequence[Company], *, today: date) -> list[Judged]:
    """Judge companies by a policy, in their order: two queries."""
    node = read_policy(policy.conditions, vocabulary())
    return judge_all(node, what_counts(companies, today=today), vocabulary())


@dataclass(frozen=True, slots=True)
class Written:
    """One condition in words with the clause it comes from, or a frame with its parts.

    ``is_barred``: it must not hold.
    """

    says: Promise | str
    clause: Clause | None = None
    parts: "Sequence[Written]" = ()
    is_barred: bool = False


def written(policy: Policy) -> list[Written]:
    """Return the conditions of a policy, frame by frame."""
    return [_written(read_policy(policy.conditions, vocabulary()))]


def _written(node: Node) -> Written:
    if isinstance(node, Condition):
        return Written(says_of(node), node.clause)
    return Written(FRAMES[node.frame], parts=[_written(one) for one in node.parts])


@dataclass(frozen=True, slots=True)
class Gainer:
    """A company, what a policy says of it, and how far telling it has come."""

    company: Company
    judged: Judged
    outreach: Outreach | None

    @property
    def ask(self) -> Promise | str:
        """What to ask next, empty where nothing is to be asked."""
        return NAMES[self.judged.ask] if self.judged.ask else ""

    @property
    def because(self) -> list[Written]:
        """The clauses that settle it, for or against."""
        return [
            Written(says_of(one.condition), one.condition.clause, is_barred=one.is_barred)
            for one in self.judged.because
        ]

    @property
    def state(self) -> Promise | str:
        """How far telling it has come, empty where it is on no list."""
        return OutreachState(self.outreach.state).label if self.outreach else ""


def own_gainer(outreach: Outreach, *, today: date) -> Gainer:
    """Return what a policy says today of a company that was told of it: two queries."""
    assert outreach.policy is not None, "a policy is told"
    assert outreach.company is not None, "to a company"
    (found,) = judged(outreach.policy, [outreach.company], today=today)
    return Gainer(outreach.company, found, outreach)


@dataclass(frozen=True, slots=True)
class Gainers:
    """Everybody in a building for one policy: who would gain, may, would not; and in numbers."""

    yes: Sequence[Gainer]
    unknown: Sequence[Gainer]
    no: Sequence[Gainer]
    figures: Figures


def gainers(policy: Policy, committee: Committee, *, today: date) -> Gainers:
    """Return who would gain by a policy in a building: four queries however many they are."""
    companies = companies_of(committee)
    rows = Outreach.objects.filter(policy=policy, edition=policy.edition)
    reached = {one.company_id: one for one in rows.filter(company__in=companies)}
    found = [
        Gainer(company, one, reached.get(company.pk))
        for company, one in zip(companies, judged(policy, companies, today=today), strict=True)
    ]
    by_gain = {gain: [one for one in found if one.judged.gain is gain] for gain in Gain}
    return Gainers(
        by_gain[Gain.YES],
        by_gain[Gain.UNKNOWN],
        by_gain[Gain.NO],
        count(_counted(one) for one in found),
    )


def _counted(one: Gainer) -> Counted:
    if one.outreach is None:
        return Counted(one.judged.gain)
    reached = one.outreach
    return Counted(
        one.judged.gain,
        OutreachState(reached.state),
        told=reached.told_at is not None,
        read=reached.read_at is not None,
        applied=reached.applied_at is not None,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a company, and how many policies one answer to it may settle."""

    key: str
    says: Promise
    policies: int


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A company and what to ask it, the best question first."""

    company: Company
    asks: Sequence[Ask]


@dataclass(frozen=True, slots=True)
class AskList:
    """What to ask whom; ``facts`` are the questions over all companies, the best first."""

    companies: Sequence[ToAsk]
    facts: Sequence[Ask]
    policies: int


def ask_list(committee: Committee, *, today: date) -> AskList:
    """Return the facts to ask for, by how many policies in force they may settle: four queries."""
    policies = in_force(policies_for(committee.building), today=today)[:MOST_POLICIES]
    companies = companies_of(committee)
    facts = what_counts(companies, today=today)
    settled: list[Counter[str]] = [Counter() for _ in companies]
    for policy in policies:
        node = read_policy(policy.conditions, vocabulary())
        for counter, one in zip(settled, judge_all(node, facts, vocabulary()), strict=True):
            if one.ask is not None:
                counter.update(one.settling or (one.ask,))
    asked = [
        ToAsk(company, _asks(counter)[:QUESTIONS_SHOWN])
        for company, counter in zip(companies, settled, strict=True)
        if counter
    ]
    asked.sort(key=lambda one: (-one.asks[0].policies, one.company.name))
    return AskList(asked, _asks(sum(settled, Counter())), len(policies))


def _asks(counter: Counter[str]) -> list[Ask]:
    order = {code: at for at, code in enumerate(vocabulary())}
    found = sorted(counter.items(), key=lambda one: (-one[1], order[one[0]]))
    return [Ask(key, NAMES[key], number) for key, number in found]


@dataclass(frozen=True, slots=True)
class BuildingGain:
    """One building of those somebody keeps, and what a policy comes to there."""

    name: str
    code: str
    figures: Figures


def gain_by_building(
    policy: Policy, committees: Collection[Committee], *, today: date
) -> list[BuildingGain]:
    """Return what a policy comes to in each of some buildings: four queries in all."""
    rows = Company.objects.filter(committee__in=committees, state=CompanyState.OPEN)
    companies = list(rows.order_by("pk")[: MOST_COMPANIES * len(committees)])
    reached = {
        one.company_id: one
        for one in Outreach.objects.filter(
            policy=policy, edition=policy.edition, campaign__committee__in=committees
        )
    }
    counted: dict[int, list[Counted]] = {one.pk: [] for one in committees}
    for company, one in zip(companies, judged(policy, companies, today=today), strict=True):
        gainer = Gainer(company, one, reached.get(company.pk))
        counted[company.committee_id].append(_counted(gainer))
    return [
        BuildingGain(one.building.name, one.building.code, count(counted[one.pk]))
        for one in committees
    ]
