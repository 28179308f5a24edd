"""The settings of messages that leave Linli: by which channels, and each provider's account."""

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

SECRET = {"secret": True}
"""Never shown; may also be read from a file, by the setting's name with ``_file`` behind it."""

_Channel = Literal["wechat", "mail", "aliyun", "tencent"]

_TEMPLATE_BY_ALIYUN = "code of the approved template at Alibaba Cloud, such as SMS_1234567"
_TEMPLATE_BY_TENCENT = "number of the approved template at Tencent Cloud"

_WECHAT_TEMPLATE = r"^([A-Za-z0-9_-]{1,64}:([a-z_]+\d+)?(,([a-z_]+\d+)?){0,2})?$"


class MessageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands behind the other settings; ``registry.Configuration`` is both."""

    notice_channels: Annotated[
        list[_Channel],
        Meta(
            max_length=4,
            description="What tells people that their meal is in: wechat, mail, aliyun, tencent. "
            "The next is tried where one does not take a message; in the environment with commas "
            "between. By wechat and mail only who asked for it is told. Empty: nobody is told by "
            "phone.",
        ),
    ] = []
    staff_channels: Annotated[
        list[_Channel],
        Meta(
            max_length=4,
            description="What tells each of the staff of alarms besides their inbox, likewise; by "
            "aliyun and tencent of what is dangerous alone.",
        ),
    ] = []
    notice_language: Annotated[
        Literal["zh-hans", "en"],
        Meta(
            description="The language of what is sent to phones, and so of the templates below: "
            "whose phone it is has not said another."
        ),
    ] = "zh-hans"
    aliyun_key_id: Annotated[
        str,
        Meta(description="AccessKey ID at Alibaba Cloud, of a RAM user that may call SendSms."),
    ] = ""
    aliyun_key_secret: Annotated[
        str, Meta(description="The secret of aliyun_key_id.", extra=SECRET)
    ] = ""
    aliyun_sign: Annotated[str, Meta(description="The approved signature, without 【】.")] = ""
    aliyun_template_stored: Annotated[
        str, Meta(description=f"A meal is in: {_TEMPLATE_BY_ALIYUN}.")
    ] = ""
    aliyun_template_waiting: Annotated[
        str, Meta(description=f"A meal still waits: {_TEMPLATE_BY_ALIYUN}.")
    ] = ""
    aliyun_template_code: Annotated[
        str, Meta(description=f"A sign-in code, ${{code}}: {_TEMPLATE_BY_ALIYUN}.")
    ] = ""
    aliyun_template_text: Annotated[
        str,
        Meta(
            description=f"A sentence, ${{text}}: {_TEMPLATE_BY_ALIYUN}. Empty: no sentences are "
            "sent, such as that an account will go."
        ),
    ] = ""
    tencent_secret_id: Annotated[
        str, Meta(description="SecretId at Tencent Cloud, of a user that may call sms:SendSms.")
    ] = ""
    tencent_secret_key: Annotated[
        str, Meta(description="The key of tencent_secret_id.", extra=SECRET)
    ] = ""
    tencent_app: Annotated[str, Meta(description="SmsSdkAppId, such as 1400006666.")] = ""
    tencent_region: Annotated[
        Literal["ap-guangzhou", "ap-beijing", "ap-nanjing"],
        Meta(description="Where Tencent Cloud takes messages."),
    ] = "ap-guangzhou"
    tencent_sign: Annotated[str, Meta(description="The approved signature, without 【】.")] = ""
    tencent_template_stored: Annotated[
        str, Meta(description=f"A meal is in: {_TEMPLATE_BY_TENCENT}.")
    ] = ""
    tencent_template_waiting: Annotated[
        str, Meta(description=f"A meal still waits: {_TEMPLATE_BY_TENCENT}.")
    ] = ""
    tencent_template_code: Annotated[
        str, Meta(description=f"A sign-in code, {{1}}: {_TEMPLATE_BY_TENCENT}.")
    ] = ""
    tencent_template_text: Annotated[
        str,
        Meta(
            description=f"A sentence, {{1}}: {_TEMPLATE_BY_TENCENT}. Empty: no sentences are sent."
        ),
    ] = ""
    aliyun_template_alarm: Annotated[
        str, Meta(description=f"Alarms for staff: {_TEMPLATE_BY_ALIYUN}.")
    ] = ""
    tencent_template_alarm: Annotated[
        str, Meta(description=f"Alarms for staff: {_TEMPLATE_BY_TENCENT}.")
    ] = ""
    aliyun_template_policy: Annotated[
        str, Meta(description=f"A policy a company may gain by: {_TEMPLATE_BY_ALIYUN}.")
    ] = ""
    tencent_template_policy: Annotated[
        str, Meta(description=f"A policy a company may gain by: {_TEMPLATE_BY_TENCENT}.")
    ] = ""
    aliyun_template_matter: Annotated[
        str, Meta(description=f"A matter moves: {_TEMPLATE_BY_ALIYUN}. Empty: nobody is told.")
    ] = ""
    tencent_template_matter: Annotated[
        str, Meta(description=f"A matter moves: {_TEMPLATE_BY_TENCENT}. Empty: nobody is told.")
    ] = ""
    wechat_template_stored: Annotated[
        str,
        Meta(
            pattern=_WECHAT_TEMPLATE,
            description="A meal is in: the template's number at the official account of "
            "wechat_account_id, a colon, and its fields for whose meal, where and which door, "
            "such as Ab12…:character_string1,thing2,number3. A field left empty is passed over.",
        ),
    ] = ""
    wechat_template_waiting: Annotated[
        str, Meta(pattern=_WECHAT_TEMPLATE, description="A meal still waits: likewise.")
    ] = ""
    wechat_template_policy: Annotated[
        str,
        Meta(
            pattern=_WECHAT_TEMPLATE,
            description="A policy a company may gain by: likewise, with fields for the company "
            "and the policy.",
        ),
    ] = ""
    wechat_template_alarm: Annotated[
        str,
        Meta(
            pattern=_WECHAT_TEMPLATE,
            description="Alarms for staff: likewise, with fields for the building, what is "
            "wrong, and how many.",
        ),
    ] = ""
    wechat_template_matter: Annotated[
        str,
        Meta(
            pattern=_WECHAT_TEMPLATE,
            description="A matter moves: likewise, with fields for its number and what is new.",
        ),
    ] = ""
    mail_host: Annotated[str, Meta(description="The SMTP server that sends mail.")] = ""
    mail_port: Annotated[int, Meta(ge=1, le=65535, description="Its port.")] = 587
    mail_security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(
            description="How the line to it is kept safe: starttls (port 587), tls (465), or none, "
            "for a server on this machine."
        ),
    ] = "starttls"
    mail_user: Annotated[str, Meta(description="Who signs in there; empty: nobody does.")] = ""
    mail_password: Annotated[str, Meta(description="With which password.", extra=SECRET)] = ""
    mail_sender: Annotated[
        str, Meta(description="Whom mail is from, such as 邻里 <linli@example.cn>.")
    ] = ""
    wecom_bot: Annotated[
        str,
        Meta(
            description="The address of a WeCom group robot, which staff's alarms are sent to.",
            extra=SECRET,
        ),
    ] = ""
    dingtalk_bot: Annotated[
        str, Meta(description="The address of a DingTalk group robot, likewise.", extra=SECRET)
    ] = ""
    dingtalk_bot_secret: Annotated[
        str, Meta(description="What its messages are signed with (SEC…), if it asks.", extra=SECRET)
    ] = ""
    feishu_bot: Annotated[
        str, Meta(description="The address of a Feishu group robot, likewise.", extra=SECRET)
    ] = ""
    feishu_bot_secret: Annotated[
        str, Meta(description="What its messages are signed with, if it asks.", extra=SECRET)
    ] = ""
    quiet_hours: Annotated[
        str,
        Meta(
            pattern=r"^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)?$",
            description="When staff are told of nothing but what is dangerous, such as "
            "22:00-07:00. Owners of meals are told at any hour. Empty: never.",
        ),
    ] = ""


def as_channels_read(settings: MessageSettings) -> dict[str, Any]:
    """Return these settings as ``linli.notices.channels`` reads them: by provider."""
    said = msgspec.structs.asdict(settings)
    return {
        "channels": settings.notice_channels,
        "staff": settings.staff_channels,
        "language": settings.notice_language,
        "quiet": settings.quiet_hours,
        "bots": {
            "wecom": {"url": settings.wecom_bot, "secret": ""},
            "dingtalk": {"url": settings.dingtalk_bot, "secret": settings.dingtalk_bot_secret},
            "feishu": {"url": settings.feishu_bot, "secret": settings.feishu_bot_secret},
        },
        **{name: _of_provider(name, said) for name in get_args(_Channel)},
    }


def _of_provider(name: str, said: dict[str, Any]) -> dict[str, Any]:
    own = {key.removeprefix(f"{name}_"): said[key] for key in said if key.startswith(f"{name}_")}
    templates = {
        key.removeprefix("template_"): own[key] for key in own if key.startswith("template_")
    }
    return {**own, "templates": templates}
