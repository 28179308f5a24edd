"""Each of the staff is told as they wish: by one way or the next, or somebody learns of it."""

import logging
import threading
from datetime import timedelta
from random import Random

import pytest
from tests.notices.house import MINUTE, MOBILE, SECOND, House, Post, house
from tests.notices.test_bulletins import Chat
from tests.notices.two_at_once import two_at_once

from linli.ledger.models import Entry
from linli.ledger.sentences import in_words
from linli.notices import inbox, jobs, reaching
from linli.notices.bulletins import tell_staff
from linli.notices.channels.port import NotSentError
from linli.notices.errors import MailImpossible, MailLinkStale, QuietImpossible
from linli.notices.inbox import SENT_AT_ONCE
from linli.notices.models import Forwarding, Reach, Told
from linli.notices.queries import last_trouble
from linli.notices.rules.retrying import TRIES_AT_MOST, Answer
from linli.people.enums import Role
from linli.people.sealing import blind_index

__all__ = ["house"]


# By which way


def test_the_next_way_takes_what_the_first_does_not(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.confirmed(house.crew)
    reaching.set_wechat(house.crew, wanted=True, now=house.now)
    reaching.know_wechat(house.crew, "o-1", now=house.now)
    house.jams(1)
    first, second = Post("wechat", Answer.REFUSED), Post("mail")

    house.tells(first, second)
    house.tells(first, second)

    assert [to for to, _letter in second.sent] == ["wang@example.cn"]
    entry = Entry.objects.get(verb="forwarding_given_up")
    assert entry.facts == '{"channel":"wechat","said":"said refused","then":"mail"}'
    assert str(Forwarding.objects.latest("pk")).endswith("by mail")
    assert caplog.records[0].levelno == logging.WARNING


def test_by_text_message_comes_what_is_dangerous_alone(house: House) -> None:
    house.crew.phone, house.crew.phone_index = MOBILE, blind_index(MOBILE)
    house.crew.save()
    house.jams(1)
    house.tells(post := Post("aliyun"))
    assert post.sent == []
    house.jams(2, dangerous=True)
    house.tells(post)

    assert [to for to, _letter in post.sent] == [MOBILE]


def test_what_no_way_takes_is_tried_again_and_given_up(house: House) -> None:
    house.confirmed(house.crew)
    house.jams(1)
    post = Post("mail", *[Answer.AWAY] * 99)
    house.jams(2)
    for _ in range(TRIES_AT_MOST):
        found = Forwarding.objects.first()
        due = found.next_at - house.now if found and found.next_at else timedelta()
        house.tells(post, after=due)

    found = Forwarding.objects.get()
    assert (found.tries, found.next_at) == (TRIES_AT_MOST, None)
    assert last_trouble("mail", since=house.now - SECOND) == "said away"
    assert '"then":""' in Entry.objects.get(verb="forwarding_given_up").facts


def test_who_is_away_holds_up_nobody_on_another_way_and_a_way_may_go(house: House) -> None:
    for number in range(3):
        house.confirmed(house.person(f"p{number}", Role.CREW), f"p{number}@example.cn")
    house.jams(1)
    house.tells(Post("mail", Answer.AWAY))
    assert Forwarding.objects.filter(tries=1).count() == 1
    Forwarding.objects.filter(tries=0).update(channel="old")

    house.tells(Post("mail"), after=SECOND)
    assert set(Forwarding.objects.filter(channel="old").values_list("said", flat=True)) == {
        "not set up"
    }


def test_who_takes_the_way_away_meanwhile_and_what_does_not_open(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.confirmed(house.crew)
    house.confirmed(torn := house.person("torn", Role.CREW), "torn@example.cn")
    house.jams(1)

    class Meanwhile(Post):
        def send(self, *_args: object, **_named: object) -> None:
            reaching.forget_mail(torn, now=house.now)
            raise NotSentError(Answer.BROKEN, "x")

    house.tells(Meanwhile())
    house.tells(Post())
    said = dict(Forwarding.objects.values_list("told__person__handle", "answer"))
    assert said == {"crew": "broken", "torn": "stranger"}
    Reach.objects.filter(person=house.crew).update(mail=b"torn")
    due = Forwarding.objects.get(told__person=house.crew).next_at
    assert due is not None
    house.tells(Post(), after=due - house.now)
    assert Forwarding.objects.get(told__person=house.crew).said == "the address does not open"


def test_one_round_of_inboxes_is_bounded(house: House) -> None:
    for number in range(SENT_AT_ONCE + 1):
        house.confirmed(house.person(f"p{number}", Role.CREW), f"p{number}@example.cn")
    house.jams(1)

    assert house.tells(Post()) == SENT_AT_ONCE
    assert house.tells(Post()) == 1


def test_each_is_told_in_their_language(house: House) -> None:
    reaching.set_quiet(house.crew, quiet=None, language="en", now=house.now)
    house.confirmed(house.crew)
    house.jams(1)
    house.jams(2)
    house.tells(post := Post())

    assert post.said == ["A楼: T-A 柜 大堂, alarms: 2"]
    assert Reach.objects.get().language == "en"
    assert str(Reach.objects.get()) == str(house.crew.pk)


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_tell_each_person_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.confirmed(house.crew)
    house.jams(1)
    post = Post()

    assert sum(two_at_once(inbox, lambda: house.tells(post), monkeypatch)) == 1

    assert len(post.sent) == 1
    assert Told.objects.count() == 1


# Wishes


def test_mail_counts_once_its_person_came_by_the_link_in_it(house: House) -> None:
    first = reaching.ask_for_mail(house.crew, "a@example.cn", now=house.now)
    assert reaching.address_for("mail", house.crew) is None
    token = reaching.ask_for_mail(house.crew, " b@example.cn ", now=house.now)

    for wrong, whose, after in (
        (first, house.crew, SECOND),
        (token, house.property, SECOND),
        (token + "x", house.crew, SECOND),
        (token, house.crew, reaching.CONFIRMED_WITHIN + SECOND),
    ):
        with pytest.raises(MailLinkStale):
            reaching.confirm_mail(wrong, person=whose, now=house.now + after)
    reaching.confirm_mail(token, person=house.crew, now=house.now)

    assert reaching.address_for("mail", house.crew) == "b@example.cn"
    assert str(Reach.objects.get().mail) == "b***@example.cn"
    facts = [entry.facts for entry in Entry.objects.filter(verb="reach_changed")]
    assert facts == ['{"what":"mail"}', '{"what":"mail"}', '{"what":"mail_confirmed"}']
    assert in_words("reach_changed", {"what": "mail"}) == "改了自己怎么收消息：填了邮箱"
    reaching.forget_mail(house.crew, now=house.now)
    assert reaching.address_for("mail", house.crew) is None


@pytest.mark.parametrize(
    "address", ["", "wang", "a@b\nc", "王@example.cn", f"{'a' * 60}@{'b.' * 100}example.cn"]
)
def test_what_is_no_address_is_refused(house: House, address: str) -> None:
    with pytest.raises(MailImpossible):
        reaching.ask_for_mail(house.crew, address, now=house.now)


@pytest.mark.parametrize(("quiet", "language"), [("22", ""), (None, "fr")])
def test_hours_and_languages_that_are_none_are_refused(
    house: House, quiet: str | None, language: str
) -> None:
    with pytest.raises(QuietImpossible):
        reaching.set_quiet(house.crew, quiet=quiet, language=language, now=house.now)


def test_wechat_is_known_only_of_who_wants_it(house: House) -> None:
    reaching.know_wechat(house.crew, "o-1", now=house.now)
    assert not Reach.objects.exists()
    reaching.set_wechat(house.crew, wanted=True, now=house.now)
    assert reaching.address_for("wechat", house.crew) is None
    for _ in range(2):
        reaching.know_wechat(house.crew, "o-1", now=house.now)
    assert reaching.address_for("wechat", house.crew) == "o-1"
    assert str(Reach.objects.get().wechat) == "***"
    reaching.set_wechat(house.crew, wanted=False, now=house.now)

    assert reaching.address_for("wechat", house.crew) is None
    assert Entry.objects.filter(verb="reach_changed").count() == 3


def test_an_owner_s_number_leads_to_what_its_owner_wished(house: House) -> None:
    assert reaching.address_for_mobile("aliyun", MOBILE) == MOBILE
    assert reaching.address_for_mobile("mail", MOBILE) is None
    assert reaching.address_for("aliyun", house.crew) is None
    house.crew.phone, house.crew.phone_index = MOBILE, blind_index(MOBILE)
    house.crew.save()
    house.confirmed(house.crew)

    assert reaching.address_for_mobile("mail", MOBILE) == "wang@example.cn"


def test_the_clock_tells_people(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def tell(*_args: object, **_named: object) -> int:
        stop.set()
        return 0

    monkeypatch.setattr(jobs, "tell_people", tell)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    monkeypatch.setattr("linli.notices.jobs.connection.close", lambda: None)
    jobs.run_inboxes(stop, [], wait_s=0)

    assert stop.is_set()


def test_a_storm_is_one_line_in_a_group_chat(house: House) -> None:
    for door in range(1, 4):
        house.jams(door)
    chat = Chat()
    tell_staff([chat], chance=Random(1), now=house.now)  # type: ignore[list-item]  # noqa: S311  # as a robot
    for door in range(4, 9):
        house.jams(door)
    tell_staff([chat], chance=Random(1), now=house.now + MINUTE)  # type: ignore[list-item]  # noqa: S311  # as a robot

    assert chat.said[0].count("\n") == 3
    assert chat.said[1] == "A楼：5 个告警\nT-A 柜 大堂：5 个告警"
