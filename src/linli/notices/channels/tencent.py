"""Text messages by Tencent Cloud: SMS 2021-01-11, SendSms.

Sources: "签名方法 v3" (cloud.tencent.com/document/api/382/52072, TC3-HMAC-SHA256) and "发送短信"
with its table of error codes (cloud.tencent.com/document/product/382/55981).
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlsplit

import msgspec

from linli.kernel.outgoing import Outgoing
from linli.notices.channels.port import NotSentError, asked
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer

NAME = "tencent"
API = "https://sms.tencentcloudapi.com"
VERSION = "2021-01-11"
ALGORITHM = "TC3-HMAC-SHA256"
CONTENT = "application/json; charset=utf-8"

_OUR_LIMITS = "LimitExceeded.App"
"""Limits of the whole application a day: no other number goes through either."""

_LATER = ("LimitExceeded", "RequestLimitExceeded", "InternalError", "ResourceUnavailable")
_REFUSED = (
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.ContainSensitiveWord",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "InvalidParameterValue.TemplateParameterLengthLimit",
)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose application sends, and from which region."""

    secret_id: str
    secret_key: str = field(repr=False)
    app: str
    region: str


@dataclass(frozen=True, slots=True)
class Tencent:
    """An application, its approved signature, and the numbers of its approved templates."""

    account: Account
    sign: str
    templates: Mapping[str, str]
    through: Outgoing = field(repr=False)
    api: str = API
    name: str = NAME

    def send(
        self,
        mobile: str,
        letter: Letter,
        *,
        chance: Random,  # noqa: ARG002  # its signature has no chance in it
        now: datetime,
    ) -> None:
        """Send one letter once; see ``port.Channel``."""
        template = self.templates.get(letter.template)
        if not template:
            raise NotSentError(Answer.BROKEN, f"no template: {letter.template}")
        body = msgspec.json.encode(
            {
                "PhoneNumberSet": [f"+86{mobile}"],
                "SmsSdkAppId": self.account.app,
                "SignName": self.sign,
                "TemplateId": template,
                "TemplateParamSet": list(letter.values.values()),
            }
        )
        signed = {
            "content-type": CONTENT,
            "host": urlsplit(self.api).netloc,
            "x-tc-action": "SendSms",
        }
        headers = {
            "Content-Type": CONTENT,
            "X-TC-Action": "SendSms",
            "X-TC-Version": VERSION,
            "X-TC-Region": self.account.region,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "Authorization": authorization(
                self.account, service="sms", headers=signed, body=body, now=now
            ),
        }
        url = f"{self.api}/"
        heard = asked(self.through, url, what=NAME, headers=headers, body=body, method="POST")
        _judge(heard.body)


def authorization(
    account: Account, *, service: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> str:
    """Return the header that signs a POST; ``headers`` are those that are signed, in small letters.

    Their values too are signed in small letters, as the provider does.
    """
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in sorted(headers))
    digest = hashlib.sha256(body).hexdigest()
    request = f"POST\n/\n\n{lines}\n{names}\n{digest}"
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    text = f"{ALGORITHM}\n{int(now.timestamp())}\n{scope}\n{hashed}"
    key = f"TC3{account.secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    signature = hmac.digest(key, text.encode(), hashlib.sha256).hex()
    credential = f"{account.secret_id}/{scope}"
    return f"{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"


def _judge(body: bytes) -> None:
    """Let an answer pass that says Ok of the one number.

    Raises:
        NotSentError: it says anything else.
    """
    code = _code_in(body)
    if code == "Ok":
        return
    if code.startswith(_LATER) and not code.startswith(_OUR_LIMITS):
        raise NotSentError(Answer.LATER, code)
    raise NotSentError(Answer.REFUSED if code in _REFUSED else Answer.BROKEN, code)


def _code_in(body: bytes) -> str:
    """Return the error's code, or else that of the one number's status."""
    try:
        said = msgspec.json.decode(body, type=dict[str, dict[str, Any]])["Response"]
        found = said["Error"] if "Error" in said else said["SendStatusSet"][0]
        return str(found["Code"])
    except (msgspec.DecodeError, RecursionError, LookupError, TypeError) as garbage:
        raise NotSentError(Answer.AWAY, "not understood") from garbage
