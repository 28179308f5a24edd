"""The port by which a sign-in code reaches a phone, and the driver of the demo."""

import logging
from functools import cache
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from linli.people.phones import mask

log = logging.getLogger(__name__)


class Messenger(Protocol):
    """Sends six digits to a mobile number.

    It returns at once and leaves to others what takes time: how long an answer takes would tell
    whose phones are known. What it raises is logged and told to nobody.
    """

    def send_code(self, mobile: str, code: str) -> None:
        """Send a code that is good for five minutes."""


@runtime_checkable
class TextMessenger(Messenger, Protocol):
    """Sends a sentence besides. Who cannot, sends codes alone, and nobody is warned by phone."""

    def send_text(self, mobile: str, text: str) -> None:
        """Send a sentence. What it raises is logged, and tried again in another round."""


class ConsoleMessenger:
    """Shows codes where Linli was started, for trying things out: no message is sent."""

    def send_text(self, mobile: str, text: str) -> None:
        """Show the sentence and the masked number."""
        log.warning("text for %s: %s", mask(mobile), text)

    def send_code(self, mobile: str, code: str) -> None:
        """Show the code and the masked number."""
        log.warning("sign-in code for %s: %s", mask(mobile), code)


DRIVERS = {
    "console": "linli.people.messengers.ConsoleMessenger",
    "aliyun": "linli.notices.channels.phone_codes.aliyun_messenger",
    "tencent": "linli.notices.channels.phone_codes.tencent_messenger",
}
"""Short names; any other name is the dotted path of a class, or of what makes one."""


def messenger() -> Messenger | None:
    """Return what sends codes here, or None where nothing is set up."""
    return _made(settings.PHONE_MESSENGER) if settings.PHONE_MESSENGER else None


@cache
def _made(name: str) -> Messenger:
    made: Messenger = import_string(DRIVERS.get(name, name))()
    return made
