"""More and more of everything that a page may list, in the world of the matrix."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

from django.db import transaction
from tests.lockers.tower import TIMES
from tests.server.matrix_houses import SUBJECTS
from tests.server.matrix_world import World

from linli.ledger.actions import NewEntry, append
from linli.lockers.actions.towers import NewTower, put_up
from linli.lockers.enums import DepositState, DoorState, PartAlarm, PartKind
from linli.lockers.models import Cabinet, CabinetPart, Compartment, Deposit, Directive
from linli.notices.models import Notice, NoticeChannel, NoticeKind
from linli.people.actions import ensure_person, name_in_ledger
from linli.people.enums import FactorKind, Role, SignInWay
from linli.people.models import (
    Consent,
    Grant,
    Guardianship,
    Person,
    Proposal,
    RecoveryCode,
    Screen,
    SecondFactor,
    SignIn,
)
from linli.people.privacy_enums import ConsentPurpose
from linli.places.actions import NewPlace, ensure_place
from linli.places.actions.importing import keep_draft
from linli.places.enums import PlaceLevel, PlaceOrigin
from linli.places.models import Place
from linli.places.rules.tree import CHAIN

HEAD = "编号,上级编号,级别,名称"


@dataclass
class Crowd:
    """So many of everything; ``grow`` adds, and nothing is ever taken away."""

    world: World
    size: int = 0
    here: Place = field(init=False)

    def __post_init__(self) -> None:
        self.here = Place.objects.get(code="BAIYULAN")
        Notice.objects.all().delete()  # so many that home would show no more

    @transaction.atomic
    def grow(self, size: int) -> None:
        """Have ``size`` of everything."""
        for number in range(self.size + 1, size + 1):
            cabinet = self._cabinet(number)
            self._meals(number, cabinet)
            self._history(number)
            for subject in SUBJECTS:
                subject.grow(self.world, number)
            newcomer = ensure_person(handle=f"n{number}", name="新人", now=self.world.now)
            self._roles(number, newcomer)
            for who in ("steward", "crew"):
                self._account(number, self.world.people[who], newcomer)
        self.size = size
        rows = [f"T{number},HONGKOU,楼宇,{number} 号" for number in range(size)]
        refused = [f"T{number},NOWHERE,楼宇,{number} 号" for number in range(size)]
        known = [f"BAIYULAN,HONGKOU,楼宇,白玉兰{size}"]
        for who in ("steward", "district_steward"):
            actor = name_in_ledger(self.world.people[who])
            content = "\n".join([HEAD, *known, *rows, *refused, ""]).encode()
            keep_draft(content, actor=actor, now=self.world.now)

    def _cabinet(self, number: int) -> Cabinet:
        steps = (
            NewPlace(PlaceLevel.DISTRICT, "HONGKOU", ""),
            NewPlace(PlaceLevel.BUILDING, "BAIYULAN", ""),
            NewPlace(PlaceLevel.BLOCK, f"BLOCK-{number}", f"{number} 座"),
        )
        ensure_place(steps, origin=PlaceOrigin.DEMO, actor="linli", now=self.world.now)
        new = NewTower(building=self.here, prefix=f"Q{number}", cabinets=1, doors=4, times=TIMES)
        put_up(new, now=self.world.now)
        cabinet = Cabinet.objects.get(code=f"Q{number}-A")
        for one in (cabinet, self._main()):
            CabinetPart.objects.create(
                cabinet=one,
                kind=PartKind.BOARD,
                name=f"b{number}",
                alarm=PartAlarm.BOARD_SILENT,
                since=self.world.now,
                told_at=self.world.now,
            )
        return cabinet

    def _main(self) -> Cabinet:
        return Cabinet.objects.get(code=self.world.tower.a.code)

    def _meals(self, number: int, cabinet: Cabinet) -> None:
        """A meal that stands there too long, of which its owner was told, and one that ended."""
        now = self.world.now
        for comp, state in ((1, DepositState.STORED), (2, DepositState.PICKED)):
            code = f"{number:011d}{comp:02d}"
            Deposit.objects.create(
                code=code,
                token=f"crowd-{code}",
                cabinet=cabinet,
                building=self.here,
                size="S",
                tail="3821",
                phone="+86 13812345678",
                state=state,
                comp=comp,
                begun_at=now - timedelta(hours=4),
                asked_at=now - timedelta(hours=4),
                stored_at=now - timedelta(hours=3),
                ended_at=now if state == DepositState.PICKED else None,
            )
        standing = f"{number:011d}01"
        Notice.objects.create(
            place=self.here,
            channel=NoticeChannel.FEED,
            kind=NoticeKind.MEAL_STORED,
            label="3821",
            phone=None,
            deposit=standing,
            created_at=now,
        )
        Compartment.objects.filter(cabinet=cabinet, number=1).update(
            state=DoorState.OCC, deposit=standing, since=now - timedelta(hours=3)
        )
        Compartment.objects.filter(cabinet=cabinet, number=3).update(state=DoorState.CHECK)
        Directive.objects.create(cabinet=cabinet, dseq=1, body="{}", made_at=now)
        Cabinet.objects.filter(pk=cabinet.pk).update(dseq=1)

    def _history(self, number: int) -> None:
        """One more entry for each kind of thing that has a history."""
        names = self.world.names
        subjects = [
            (f"cabinet/{names['cabinet']}", f"cabinet:{names['cabinet']}", "cabinet_put_up"),
            (f"cabinet/{names['cabinet']}", f"deposit:{names['deposit']}", "deposit_begun"),
            ("people", f"person:{names['crew']}", "role_given"),
            (CHAIN, "place:BAIYULAN", "place_closed"),
            *chain.from_iterable(subject.histories(self.world) for subject in SUBJECTS),
        ]
        actor = name_in_ledger(self.world.people["crew" if number % 2 else "steward"])
        append(
            [
                NewEntry(name, self.world.now, actor, verb, subject, {})
                for name, subject, verb in subjects
            ]
        )

    def _roles(self, number: int, newcomer: Person) -> None:
        """One more who works here, who stands in, and one more place for those who did."""
        now, people = self.world.now, self.world.people
        block = Place.objects.get(code=f"BLOCK-{number}")
        source = Grant.objects.get(person=people["steward"], place=self.here)
        until = now + timedelta(days=2)
        for person, role, place, end, delegated in (
            (newcomer, Role.CREW, self.here, None, None),
            (newcomer, Role.STEWARD, self.here, until, source),
            (people["crew"], Role.CREW, block, None, None),
            (people["steward"], Role.STEWARD, block, None, None),
        ):
            Grant.objects.create(
                person=person,
                role=role,
                place=place,
                until=end,
                granted_by=people["district_steward"],
                granted_at=now,
                delegated_from=delegated,
            )

    def _account(self, number: int, person: Person, child: Person) -> None:
        """One more browser, passkey, recovery code, consent, child and proposal of somebody."""
        now, own = self.world.now, f"{person.pk}-{number}"
        SignIn.objects.create(
            person=person,
            session_key=f"crowd-{own}",
            way=SignInWay.LINK,
            user_agent="",
            began_at=now,
            seen_at=now,
        )
        SecondFactor.objects.create(
            person=person,
            kind=FactorKind.PASSKEY,
            name=f"key {number}",
            secret="{}",  # noqa: S106  # nobody's
            credential_hash=f"crowd-{own}",
            made_at=now,
        )
        RecoveryCode.objects.create(person=person, code_hash=f"crowd-{own}")
        screen = Screen.objects.create(
            token_hash=f"crowd-{own}",
            person=person,
            name=f"{number} 号屏",
            asked_at=now,
            confirmed_at=now,
            ends_at=now + timedelta(days=7),
        )
        screen.places.add(self.here)
        Guardianship.objects.create(
            child=child,
            guardian=person,
            until=now + timedelta(days=900),
            noted_at=now,
            noted_by=person,
        )
        Consent.objects.create(
            person=child if person == self.world.people["steward"] else person,
            purpose=ConsentPurpose.MESSAGES,
            version=1,
            given_at=now,
            given_by=person,
            withdrawn_at=now if person != self.world.people["steward"] else None,
            withdrawn_by=person if person != self.world.people["steward"] else None,
        )
        Proposal.objects.create(
            kind="crowd",
            subject=f"thing:{own}",
            facts={},
            place=self.here,
            role=Role.STEWARD,
            proposed_by=person,
            proposed_at=now,
            expires_at=now + timedelta(days=1),
        )
