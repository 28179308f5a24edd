"""What people were told, or are waiting to be told."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.people.models import Person
from linli.people.sealing import Purpose
from linli.people.sealing_fields import SealedText
from linli.places.models import Place


class NoticeKind(models.TextChoices):
    """What a notice says; the words are made when it is read."""

    MEAL_STORED = "meal_stored", _("餐到了")
    MEAL_WAITING = "meal_waiting", _("餐还没取")
    POLICY = "policy", _("惠企政策")
    MATTER = "matter", _("楼事有进展")


class NoticeChannel(models.TextChoices):
    """How a notice reaches people."""

    FEED = "feed", _("通知流")


class Notice(models.Model):
    """One thing to be told to one person about one deposit, once per kind and channel.

    It keeps neither link nor code: whoever may read the feed makes them from ``deposit``, which
    for a policy is the code of the outreach.
    ``label`` is what the recipient would recognise: an order number, or the tail of a phone.
    ``phone`` is sealed as it is in the deposit, so that nobody has to open it to tell.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="notices", db_index=False)
    channel = models.CharField(_("渠道"), max_length=10, choices=NoticeChannel)
    kind = models.CharField(_("类别"), max_length=20, choices=NoticeKind)
    label = models.CharField(_("收件人"), max_length=40)
    phone = SealedText(purpose=Purpose.RECIPIENT_PHONE, row="deposit", null=True)
    deposit = models.CharField(max_length=13)
    created_at = models.DateTimeField(_("产生时间"))
    delivered_at = models.DateTimeField(_("送达时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["deposit", "kind", "channel"], name="told_once_per_kind_and_channel"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(delivered_at__gte=F("created_at")),
                name="delivered_after_created",
            ),
        )
        indexes = (
            models.Index(fields=["place", "id"], name="notices_of_a_place"),
            models.Index(fields=["created_at"], name="notices_of_late"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.deposit}"


class OnItsWay(models.Model):
    """Something on its way by one channel, until it is sent or that channel is given up.

    ``said`` is the provider's own code for what became of the last try.
    """

    tries = models.PositiveSmallIntegerField(_("发送次数"), default=0)
    next_at = models.DateTimeField(_("下次发送"), null=True)
    tried_at = models.DateTimeField(_("上次发送"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    answer = models.CharField(_("结果"), max_length=8, blank=True)
    said = models.CharField(_("答复"), max_length=60, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=Q(next_at=None, ended_at__isnull=False)
                | Q(next_at__isnull=False, ended_at=None),
                name="a_%(class)s_is_due_or_over",
            ),
        )


class Sending(OnItsWay):
    """One notice on its way by one channel, until it is sent or that channel is given up.

    It keeps neither number nor words: both are looked up at the moment of sending.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="sendings")
    channel = models.CharField(_("渠道"), max_length=12)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["notice", "channel"], name="a_channel_is_tried_as_one_sending"
            ),
            *OnItsWay.Meta.constraints,
        )
        indexes = (
            models.Index(
                fields=["channel", "next_at"],
                condition=Q(next_at__isnull=False),
                name="sendings_due",
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.channel}"


class Bulletin(OnItsWay):
    """One message of alarms at one place to one group chat of staff, once a minute at most."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="bulletins", db_index=False)
    minute = models.DateTimeField(_("分钟"))
    bot = models.CharField(_("渠道"), max_length=12)
    text = models.TextField(_("内容"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["place", "minute", "bot"], name="one_bulletin_a_place_and_minute"
            ),
            *OnItsWay.Meta.constraints,
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="bulletins_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.minute} by {self.bot}"


class ToldOf(models.Model):
    """Something that staff were told of: an alarm, and which time of it."""

    about = models.CharField(_("对什么"), max_length=60, unique=True)
    at = models.DateTimeField(_("时间"))

    def __str__(self) -> str:
        return self.about


class Reach(models.Model):
    """How one person is told outside these pages, as they wished it.

    ``mail`` counts once it is confirmed. ``wechat`` is what the official account calls the
    person, known once they came in by it after switching it on. ``quiet`` are their own quiet
    hours, None for those of the installation; ``language`` is empty likewise.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="reach", primary_key=True)
    mail = SealedText(_("邮箱"), purpose=Purpose.PERSON_MAIL, row="person_id", null=True)
    mail_confirmed_at = models.DateTimeField(_("邮箱确认时间"), null=True)
    wechat = SealedText(purpose=Purpose.PERSON_WECHAT, row="person_id", null=True)
    by_wechat = models.BooleanField(_("用微信"), default=False)
    quiet = models.CharField(_("安静时段"), max_length=11, null=True)  # noqa: DJ001  # none of one's own is not never
    language = models.CharField(_("语言"), max_length=7, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Told(models.Model):
    """One line of somebody's inbox: what happened to one thing, once or ``count`` times.

    ``due_at`` is when it also goes out by the person's other ways, if they have any. Until that
    has ``begun``, what happens to the same thing is added to it.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="told", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(_("对什么"), max_length=60)
    says = models.CharField(_("内容"), max_length=200)
    link = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(_("个数"), default=1)
    is_dangerous = models.BooleanField(_("危险"), default=False)
    at = models.DateTimeField(_("时间"))
    last_at = models.DateTimeField(_("最近一次"))
    due_at = models.DateTimeField(_("何时发送"))
    begun = models.BooleanField(_("已开始发送"), default=False)
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(count__gte=1), name="what_is_told_happened"),
        )
        indexes = (
            models.Index(fields=["person", "id"], name="told_to_a_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="told_and_unread"),
            models.Index(fields=["due_at"], condition=Q(begun=False), name="told_and_due"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.about}"


class Forwarding(OnItsWay):
    """A line of an inbox on its way by one channel, until it is sent or that is given up."""

    told = models.ForeignKey(Told, models.CASCADE, related_name="forwardings")
    channel = models.CharField(_("渠道"), max_length=12)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["told", "channel"], name="a_line_is_forwarded_once_a_channel"
            ),
            *OnItsWay.Meta.constraints,
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="forwardings_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.told_id} by {self.channel}"
