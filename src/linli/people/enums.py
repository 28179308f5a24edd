"""What a person can be at a place, and how one signs in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a grant lets its holder do, at its place and everywhere in it."""

    STEWARD = "steward", _("管理员")
    PROPERTY = "property", _("物业")
    CREW = "crew", _("平台维护")
    GATEWAY = "gateway", _("消息网关")
    OPERATOR = "operator", _("平台运营")
    SECRETARY = "secretary", _("楼委会秘书")
    OFFICER = "officer", _("窗口人员")


class SignInWay(TextChoices):
    """How somebody signed in."""

    LINK = "link", _("登录链接")
    PHONE = "phone", _("手机验证码")
    PASSKEY = "passkey", _("通行密钥")
    OPENID = "openid", _("别处的账号")
    WECHAT = "wechat", _("微信")


class FactorKind(TextChoices):
    """What is shown besides, or instead of, a link or a code."""

    TOTP = "totp", _("动态口令")
    PASSKEY = "passkey", _("通行密钥")


class Outcome(TextChoices):
    """How a proposal ended."""

    APPROVED = "approved", _("已同意")
    REFUSED = "refused", _("已拒绝")
    EXPIRED = "expired", _("已过期")
