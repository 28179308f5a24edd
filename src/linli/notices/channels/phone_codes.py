"""Sign-in codes by the channels that send notices: what ``people.messengers`` asks for."""

import logging
import random
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from django.conf import settings

from linli.kernel import clock
from linli.notices.channels import aliyun, tencent
from linli.notices.channels.chosen import channel_named, templates
from linli.notices.channels.port import Channel, NotSentError
from linli.notices.letters import Letter

log = logging.getLogger(__name__)

AT_ONCE = 2
WAITING_MOST = 20
"""Codes that may wait for a slow provider: 80 s at worst, and a code is good for five minutes."""


class TooManyWaitingError(Exception):
    """The provider is slow and more codes wait than would come in time."""


class CodeMessenger:
    """Hands codes to a channel behind the back of whoever asked; tells nobody what came of it."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._chance = random.SystemRandom()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="codes")
        self._room = BoundedSemaphore(WAITING_MOST)

    def send_code(self, mobile: str, code: str) -> None:
        """Have a code sent, and return at once.

        Raises:
            TooManyWaitingError: it would not come in time.
        """
        if not self._room.acquire(blocking=False):
            raise TooManyWaitingError
        self._pool.submit(self._send_code, mobile, code)

    def _send_code(self, mobile: str, code: str) -> None:
        try:
            self.send(mobile, Letter("code", {"code": code}, code))
        except NotSentError as lost:
            log.warning("a sign-in code was not sent by %s: %s", self._channel.name, lost.said)
        finally:
            self._room.release()

    def send(self, mobile: str, letter: Letter) -> None:
        """Send a letter now.

        Raises:
            NotSentError: it was not taken.
        """
        self._channel.send(mobile, letter, chance=self._chance, now=clock.now())

    def close(self) -> None:
        """Wait for what was begun, and take nothing more."""
        self._pool.shutdown()


class SentenceMessenger(CodeMessenger):
    """Sends sentences besides, by a template that is one value and nothing else."""

    def send_text(self, mobile: str, text: str) -> None:
        """Send a sentence.

        Raises:
            NotSentError: it was not taken.
        """
        self.send(mobile, Letter("text", {"text": text}, text))


def aliyun_messenger() -> CodeMessenger:
    """Return what sends codes by Alibaba Cloud."""
    return _messenger(aliyun.NAME)


def tencent_messenger() -> CodeMessenger:
    """Return what sends codes by Tencent Cloud."""
    return _messenger(tencent.NAME)


def _messenger(name: str) -> CodeMessenger:
    kind = SentenceMessenger if templates(settings.MESSAGES[name], "text") else CodeMessenger
    return kind(channel_named(name))
