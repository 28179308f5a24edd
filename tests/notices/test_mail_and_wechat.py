"""Mail against a real SMTP server, WeChat against a server that speaks as its documents say."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from random import Random
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pytest_django.fixtures import Settings
from tests.notices.sms_stand_ins import Provider, serving
from tests.notices.wechat_stand_in import APP, SECRET, official_account

from linli.kernel.outgoing import door
from linli.notices.channels import chosen
from linli.notices.channels.mail import Mail
from linli.notices.channels.port import NotSentError
from linli.notices.channels.wechat import WeChatAccount
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer

CHANCE = Random(7)  # noqa: S311  # in a test
MINE = "wang@example.cn"
LETTER = Letter(
    "stored",
    {"label": "3821", "spot": "大堂" * 20, "door": "7", "a": "x", "b": "y"},
    "餐到了：大堂 7 号格。https://linli.example.cn/p/x",
    subject="餐到了\n（3821）",
    link="https://linli.example.cn/p/x",
)


class Box:
    """What a mail server took, and what it says instead."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.to_recipient = self.to_all = ""

    async def handle_RCPT(  # noqa: N802  # as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _said: list[str]
    ) -> str:
        """Take a recipient, or say why not."""
        envelope.rcpt_tos.append(address)
        return self.to_recipient or "250 OK"

    async def handle_DATA(  # noqa: N802  # as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or say why not."""
        if not self.to_all:
            assert isinstance(envelope.content, bytes)
            self.letters.append(envelope.content)
        return self.to_all or "250 OK"


def knows(
    _server: SMTP,
    _session: Session,
    _envelope: Envelope,
    _mechanism: str,
    shown: Any,  # noqa: ANN401  # as aiosmtpd gives it
) -> AuthResult:
    assert isinstance(shown, LoginPassword)
    return AuthResult(success=shown.password == b"right", handled=False)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def mail_to(port: int, **other: Any) -> Mail:  # noqa: ANN401  # parts of a channel
    said = {"security": "none", "sender": "邻里 <linli@example.cn>"} | other
    return Mail(host="127.0.0.1", port=port, **said)


class PostOffice:
    """An SMTP server on this machine, and a channel that leads to it."""

    def __init__(self) -> None:
        self.box = Box()
        self.port = free_port()
        self.server = Controller(
            self.box,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=knows,
            auth_require_tls=False,
        )

    def mail(self, **other: Any) -> Mail:  # noqa: ANN401  # parts of a channel
        """A channel to it."""
        return mail_to(self.port, **other)


@pytest.fixture
def post() -> Iterator[PostOffice]:
    made = PostOffice()
    made.server.start()
    try:
        yield made
    finally:
        made.server.stop()


def answered(mail: Mail, now: datetime, to: str = MINE) -> Answer:
    with pytest.raises(NotSentError) as caught:
        mail.send(to, LETTER, chance=CHANCE, now=now)
    assert MINE not in str(caught.value)
    return caught.value.answer


def test_a_letter_reaches_a_mailbox_whole(post: PostOffice, now: datetime) -> None:
    post.mail(user="linli", password="right").send(MINE, LETTER, chance=CHANCE, now=now)  # noqa: S106  # of nobody

    [taken] = map(message_from_bytes, post.box.letters)
    assert str(make_header(decode_header(taken["Subject"]))) == "餐到了 （3821）"
    assert str(make_header(decode_header(taken["From"]))) == "邻里 <linli@example.cn>"
    assert taken["To"] == MINE
    assert taken["Auto-Submitted"] == "auto-generated"
    said = taken.get_payload(decode=True)
    assert isinstance(said, bytes)
    assert said.decode().strip() == LETTER.text


def test_what_a_mail_server_says_tells_whether_to_wait_to_leave_or_to_call_somebody(
    post: PostOffice, now: datetime
) -> None:
    found = {}
    for said in ("451 greylisted", "550 no such user"):
        post.box.to_recipient = said
        found[said] = answered(post.mail(), now)
    post.box.to_recipient = ""
    for said in ("452 full", "554 spam", "571 no"):
        post.box.to_all = said
        found[said] = answered(post.mail(), now)
    found["wrong password"] = answered(post.mail(user="linli", password="wrong"), now)  # noqa: S106  # of nobody
    found["no STARTTLS"] = answered(post.mail(security="starttls"), now)
    found["no address"] = answered(post.mail(), now, "wang\n@example.cn")

    assert found == {
        "451 greylisted": Answer.LATER,
        "550 no such user": Answer.REFUSED,
        "452 full": Answer.LATER,
        "554 spam": Answer.REFUSED,
        "571 no": Answer.BROKEN,
        "wrong password": Answer.BROKEN,
        "no STARTTLS": Answer.BROKEN,
        "no address": Answer.REFUSED,
    }
    assert post.box.letters == []


def test_a_mail_server_that_nobody_reaches_is_away(now: datetime) -> None:
    nowhere = mail_to(free_port(), password="right")  # noqa: S106  # of nobody

    assert answered(nowhere, now) is Answer.AWAY
    assert "right" not in repr(nowhere)


# WeChat


@pytest.fixture
def there() -> Iterator[Provider]:
    with serving(official_account) as made:
        yield made


def account(there: Provider, *, secret: str = SECRET, template: str = "") -> WeChatAccount:
    fields = template or "T-1:character_string1,thing2,number3"
    way = door([there.address])
    return WeChatAccount(APP, secret, {"stored": fields}, way, api=there.address)


def test_a_follower_is_sent_a_template_with_its_link_and_short_values(
    there: Provider, now: datetime
) -> None:
    account(there).send("o-openid", LETTER, chance=CHANCE, now=now)

    [said] = there.sent
    assert said["touser"] == "o-openid"
    assert said["template_id"] == "T-1"
    assert said["url"] == LETTER.link
    assert said["data"] == {
        "character_string1": {"value": "3821"},
        "thing2": {"value": f"{('大堂' * 20)[:19]}…"},
        "number3": {"value": "7"},
    }
    assert len(said["client_msg_id"]) == 32


def test_fields_that_a_template_lacks_are_passed_over(there: Provider, now: datetime) -> None:
    account(there, template="T-1:,thing2").send("o", LETTER, chance=CHANCE, now=now)

    assert list(there.sent[0]["data"]) == ["thing2"]


def test_a_token_is_used_until_it_is_nearly_over(there: Provider, now: datetime) -> None:
    sends = account(there)
    for after in (0, 7200 - 301, 7200 - 299):
        sends.send("o", LETTER, chance=CHANCE, now=now + timedelta(seconds=after))

    paths = [one.path.rpartition("/")[2] for one in there.asked]
    assert paths == ["stable_token", "send", "send", "stable_token", "send"]


def test_a_token_that_somebody_made_void_is_asked_for_anew_once(
    there: Provider, now: datetime
) -> None:
    sends = account(there)
    sends.send("o", LETTER, chance=CHANCE, now=now)
    there.code = "void"
    sends.send("o", LETTER, chance=CHANCE, now=now)
    there.code = "40001"  # whatever token it is shown
    with pytest.raises(NotSentError) as caught:
        sends.send("o", LETTER, chance=CHANCE, now=now)

    assert len(there.sent) == 2
    assert caught.value.answer is Answer.BROKEN


CODES = {
    "45009": Answer.LATER,
    "-1": Answer.LATER,
    "43004": Answer.REFUSED,
    "40003": Answer.REFUSED,
    "40037": Answer.BROKEN,
    "47003": Answer.BROKEN,
    "99999": Answer.BROKEN,
}


def test_each_errcode_says_whether_to_wait_to_leave_or_to_call_somebody(
    there: Provider, now: datetime
) -> None:
    sends, found = account(there), {}
    for code in CODES:
        there.code = code
        with pytest.raises(NotSentError) as caught:
            sends.send("o", LETTER, chance=CHANCE, now=now)
        found[code] = caught.value.answer

    assert found == CODES


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (b"<html>", Answer.AWAY),
        (b"{}", Answer.BROKEN),
        (b'{"errcode":"x"}', Answer.AWAY),
        (b'{"access_token":"t","expires_in":7200,"errcode":"x"}', Answer.AWAY),
    ],
)
def test_what_wechat_says_that_nobody_understands_is_no_success(
    there: Provider, now: datetime, said: bytes, answer: Answer
) -> None:
    there.garbage = said
    with pytest.raises(NotSentError) as caught:
        account(there).send("o", LETTER, chance=CHANCE, now=now)

    assert caught.value.answer is answer


def test_a_wrong_secret_and_a_missing_template_call_somebody(
    there: Provider, now: datetime
) -> None:
    for sends in (account(there, secret="other"), account(there, template=":")):  # noqa: S106  # of nobody
        letter = Letter("waiting", {}, "") if sends.secret == SECRET else LETTER
        with pytest.raises(NotSentError) as caught:
            sends.send("o", letter, chance=CHANCE, now=now)
        assert caught.value.answer is Answer.BROKEN
    assert SECRET not in repr(account(there))


def test_the_settings_describe_both(settings: Settings) -> None:
    said = settings.MESSAGES
    mail = {"host": "127.0.0.1", "sender": "a@example.cn"}
    wechat = {"account_id": APP, "account_secret": SECRET}
    templates = dict.fromkeys(("stored", "waiting"), "T:thing1") | {"alarm": ""}
    assert not chosen.sends_mail()
    settings.MESSAGES = {
        **said,
        "channels": ["wechat", "mail"],
        "staff": ["wechat", "mail"],
        "mail": said["mail"] | mail,
        "wechat": {**said["wechat"], **wechat, "templates": templates},
    }

    assert [type(one) for one in chosen.set_up()] == [WeChatAccount, Mail]
    assert [one.name for one in chosen.of_staff()] == ["mail"]
    assert chosen.missing("wechat", chosen.ALARMS) == ["wechat_template_alarm"]
    assert chosen.sends_mail()
    assert chosen.tells_by_wechat()
    settings.MESSAGES = said
    assert not chosen.tells_by_wechat()
