"""Text messages by Alibaba Cloud: Dysmsapi 2017-05-25, SendSms.

Sources: "V3版本请求体&签名机制" (help.aliyun.com/zh/sdk, ACS3-HMAC-SHA256) and the product's
"SendSms" and "API错误码" pages (help.aliyun.com/zh/sms).
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from linli.kernel.outgoing import Outgoing
from linli.notices.channels.port import NotSentError, asked
from linli.notices.letters import Letter
from linli.notices.rules.retrying import Answer

NAME = "aliyun"
API = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
ALGORITHM = "ACS3-HMAC-SHA256"

VALUE_LONGEST = 35
"""Characters of one value of a template. Source: "短信模板规范", variables."""

_LATER = (
    "isv.BUSINESS_LIMIT_CONTROL",  # too many to this number in a minute, an hour or a day
    "isp.SYSTEM_ERROR",
    "isp.GATEWAY_ERROR",
    "Throttling",
    "ServiceUnavailable",
    "InternalError",
)
_REFUSED = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.BLACK_KEY_CONTROL_LIMIT",  # a word in a value that may not be sent
    "isv.PARAM_LENGTH_LIMIT",
    "isv.PARAM_NOT_SUPPORT_URL",
)


@dataclass(frozen=True, slots=True)
class Aliyun:
    """An account, its approved signature, and the codes of its approved templates."""

    key_id: str
    key_secret: str = field(repr=False)
    sign: str
    templates: Mapping[str, str]
    through: Outgoing = field(repr=False)
    api: str = API
    name: str = NAME

    def send(self, mobile: str, letter: Letter, *, chance: Random, now: datetime) -> None:
        """Send one letter once; see ``port.Channel``."""
        template = self.templates.get(letter.template)
        if not template:
            raise NotSentError(Answer.BROKEN, f"no template: {letter.template}")
        values = msgspec.json.encode(dict(letter.values)).decode()
        question = canonical_query(
            {
                "PhoneNumbers": mobile,
                "SignName": self.sign,
                "TemplateCode": template,
                "TemplateParam": values,
            }
        )
        headers = {
            "host": urlsplit(self.api).netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": f"{chance.getrandbits(128):032x}",
            "x-acs-version": VERSION,
        }
        headers["authorization"] = authorization(
            self.key_id, self.key_secret, query=question, headers=headers
        )
        del headers["host"]  # the way out writes it, the same
        url = f"{self.api}/?{question}"
        heard = asked(self.through, url, what=NAME, headers=headers, body=b"", method="POST")
        _judge(heard.body)


def canonical_query(question: Mapping[str, str]) -> str:
    """Return parameters sorted and encoded after RFC 3986, as they are signed and sent."""
    return urlencode(sorted(question.items()), quote_via=quote, safe="")


def authorization(
    key_id: str, key_secret: str, *, query: str, headers: Mapping[str, str], method: str = "POST"
) -> str:
    """Return the header that signs a request without a body path.

    Args:
        key_id: whose key it is.
        key_secret: the key.
        query: as ``canonical_query`` made it.
        headers: all that are signed, names in small letters; with the body's SHA-256 among them.
        method: of HTTP.
    """
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    digest = headers["x-acs-content-sha256"]
    request = f"{method}\n/\n{query}\n{lines}\n{names}\n{digest}"
    text = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(key_secret.encode(), text.encode(), hashlib.sha256).hex()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"


def _judge(body: bytes) -> None:
    """Let an answer pass that says OK.

    Raises:
        NotSentError: it says anything else.
    """
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as garbage:
        raise NotSentError(Answer.AWAY, "no JSON") from garbage
    code = str(said.get("Code", "no code"))
    if code == "OK":
        return
    if code.startswith(_LATER):
        raise NotSentError(Answer.LATER, code)
    raise NotSentError(Answer.REFUSED if code in _REFUSED else Answer.BROKEN, code)
