"""Mail, by Django's own: SMTP to the one server that the settings name."""

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from linli.notices.channels.port import NotSentError
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer

NAME = "mail"

LONGEST_S = 8
"""As long as any provider may take; a round sends six."""

SUBJECT_LONGEST = 78
"""Characters of a line. Source: RFC 5322, 2.1.1."""

_FOR_LATER = range(400, 500)
"""Replies that say: not now. Source: RFC 5321, 4.2.1."""

_REFUSES_TEXT = (550, 552, 554)
"""Said to a whole message: this one is not taken. Source: RFC 5321, 4.2.3."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One SMTP server, how its line is kept safe, and who letters are from."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    name: str = NAME

    def send(self, mobile: str, letter: Letter, *, chance: Random, now: datetime) -> None:  # noqa: ARG002  # a mailbox here; Django dates and names its messages
        """Send one letter to one mailbox once; see ``port.Channel``."""
        line = self._line()
        message = EmailMessage(
            subject=" ".join(letter.subject.split())[:SUBJECT_LONGEST],
            body=letter.text,
            from_email=self.sender,
            to=[mobile],
            headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: nobody's holiday answers it
            connection=line,
        )
        try:
            message.send()
        except smtplib.SMTPException as lost:
            raise NotSentError(*_judged(lost)) from lost
        except ssl.SSLCertVerificationError as false:
            raise NotSentError(Answer.BROKEN, "certificate") from false
        except OSError as away:
            raise NotSentError(Answer.AWAY, type(away).__name__) from away
        except ValueError as impossible:  # an address that no mail can have
            raise NotSentError(Answer.REFUSED, "address") from impossible
        finally:
            line.close()  # Django leaves it open where nobody may sign in

    def _line(self) -> EmailBackend:
        return EmailBackend(
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.security == "starttls",
            use_ssl=self.security == "tls",
            timeout=LONGEST_S,
        )


def _judged(lost: smtplib.SMTPException) -> tuple[Answer, str]:
    """Return what a failure means, and the server's number for it, never its words."""
    if isinstance(lost, smtplib.SMTPRecipientsRefused):
        code = next(iter(lost.recipients.values()))[0]
        return (Answer.LATER if code in _FOR_LATER else Answer.REFUSED), f"recipient {code}"
    if isinstance(lost, smtplib.SMTPServerDisconnected):
        return Answer.AWAY, "disconnected"
    if isinstance(lost, smtplib.SMTPResponseException):
        code = lost.smtp_code
        if code in _FOR_LATER:
            return Answer.LATER, f"smtp {code}"
        is_about_us = isinstance(lost, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused)
        is_ours = is_about_us or code not in _REFUSES_TEXT
        return (Answer.BROKEN if is_ours else Answer.REFUSED), f"smtp {code}"
    return Answer.BROKEN, type(lost).__name__  # it has no STARTTLS, or no sign-in
