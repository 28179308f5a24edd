"""The classes of personal data in what people are told, and how: a part of ``retention_table``."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from linli.people.retention_rules import Basis, DataClass, Purge

DAY = timedelta(days=1)

NOTICES: tuple[DataClass, ...] = (
    DataClass(
        "notice_phone",
        _("通知发往的手机号"),
        ("notices.Notice.phone",),
        _("把通知发到本人"),
        Basis.SERVICE,
        "created_at",
        DAY,
        Purge.BLANK,
    ),
    DataClass(
        "notice",
        _("发过的通知"),
        ("notices.Notice.label",),
        _("查清通知是否发出；处理投诉"),
        Basis.SERVICE,
        "created_at",
        30 * DAY,
        Purge.DELETE,
    ),
    DataClass(
        "bulletin",
        _("发到工作群的告警消息"),
        (
            "notices.Bulletin.text",
            "notices.Bulletin.bot",
            "notices.Bulletin.answer",
            "notices.Bulletin.said",
        ),
        _("查清告警是否发到了工作群；只说柜子和格口，不说人"),
        Basis.SERVICE,
        "minute",  # not when it ended: what waits for a robot that is set up no more never does
        30 * DAY,
        Purge.DELETE,
    ),
    DataClass(
        "told_of",
        _("说过的告警"),
        ("notices.ToldOf.about",),
        _("同一个告警不说两遍；九十天后还没人处理，再说一遍"),
        Basis.SERVICE,
        "at",
        90 * DAY,
        Purge.DELETE,
    ),
    DataClass(
        "reach",
        _("本人留的邮箱、微信收信编号"),
        ("notices.Reach.mail", "notices.Reach.wechat"),
        _("按本人的愿望发消息；本人可以随时删掉"),
        Basis.CONSENT,
        "person__left_at",
        timedelta(),
        Purge.DELETE,
    ),
    DataClass(
        "inbox",
        _("收件箱"),
        ("notices.Told.says",),
        _("本人看得到被告知了什么"),
        Basis.SERVICE,
        "at",
        90 * DAY,
        Purge.DELETE,
    ),
)
