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
