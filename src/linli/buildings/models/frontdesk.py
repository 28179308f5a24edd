"""What a service desk offers, and who waits for it: services, tickets, other times offered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.buildings.enums.frontdesk import OfferState, Rating, Result, ServiceKind, TicketState
from linli.buildings.models.committee import Committee
from linli.buildings.models.duty import ServiceWindow


class Service(models.Model):
    """One thing that can be had at a desk. Never deleted; its ``letter`` is never used again.

    ``bring`` is what to bring, one paper a line; ``fee`` is said in words, ``yuan`` is the
    amount where there is one. ``minutes`` is how long it usually takes.
    """

    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="services",
        db_index=False,
        verbose_name=_("楼委会"),
    )
    letter = models.CharField(_("字母"), max_length=1)
    kind = models.CharField(_("类别"), max_length=7, choices=ServiceKind)
    name = models.CharField(_("服务"), max_length=30)
    about = models.CharField(_("说明"), max_length=200, blank=True)
    bring = models.TextField(_("要带的材料"), blank=True)
    fee = models.CharField(_("费用说明"), max_length=60, blank=True)
    yuan = models.PositiveIntegerField(_("费用（元）"), null=True)
    legal_basis = models.CharField(_("依据"), max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(_("一般要几分钟"))
    windows = models.ManyToManyField(
        ServiceWindow, related_name="services", verbose_name=_("在哪些窗口")
    )
    changed_at = models.DateTimeField(_("改动时间"))
    withdrawn_at = models.DateTimeField(_("停办时间"), null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "letter"], name="a_service_has_its_own_letter"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_service_takes_time"),
        )

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class Ticket(models.Model):
    """One visit to a desk, walk-in or appointment, in one queue. Never deleted.

    ``number`` counts the tickets of a service and a day, without a gap. ``token`` is the form's,
    so that it is drawn once; ``code`` is in the link that is its holder's alone. ``window`` is
    the only one that serves it: where it was booked, or passed on to. ``place_at`` is its place
    in the queue, see ``rules.queueing``; before ``not_before`` it is not called.
    """

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="tickets", db_index=False, verbose_name=_("服务")
    )
    day = models.DateField(_("日期"))
    number = models.PositiveIntegerField(_("当天第几个"))
    token = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=40, unique=True)
    state = models.CharField(_("进展"), max_length=8, choices=TicketState)
    window = models.ForeignKey(
        ServiceWindow,
        models.PROTECT,
        null=True,
        related_name="tickets",
        verbose_name=_("只在这个窗口"),
    )
    is_paper = models.BooleanField(_("纸质号"), default=False)
    papers = models.TextField(_("已备好的材料"), blank=True)
    drawn_at = models.DateTimeField(_("取号时间"))
    due_at = models.DateTimeField(_("预约的时间"), null=True)
    came_at = models.DateTimeField(_("到场时间"), null=True)
    place_at = models.DateTimeField(_("排队的位置"), null=True)
    not_before = models.DateTimeField(_("推迟到"), null=True)
    urgent = models.CharField(_("优先的原因"), max_length=60, blank=True)
    called_to = models.ForeignKey(
        ServiceWindow,
        models.PROTECT,
        null=True,
        related_name="called",
        db_index=False,
        verbose_name=_("叫到的窗口"),
    )
    calls = models.PositiveSmallIntegerField(_("叫了几次"), default=0)
    called_at = models.DateTimeField(_("第一次叫号"), null=True)
    recalled_at = models.DateTimeField(_("最近一次叫号"), null=True)
    begun_at = models.DateTimeField(_("开始办理"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    result = models.CharField(_("办理结果"), max_length=8, choices=Result, blank=True)
    note = models.CharField(_("办理备注"), max_length=200, blank=True)
    rating = models.PositiveSmallIntegerField(_("评分"), choices=Rating, null=True)
    moved_to = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="moved_from", verbose_name=_("改到")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["service", "day", "number"], name="a_ticket_has_its_own_number"
            ),
            models.UniqueConstraint(
                fields=["called_to"],
                condition=Q(state__in=(TicketState.CALLED, TicketState.SERVING)),
                name="one_at_a_window_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=TicketState.BOOKED)
                | Q(due_at__isnull=False, window__isnull=False),
                name="an_appointment_has_its_time_and_window",
            ),
            models.CheckConstraint(
                condition=~Q(state=TicketState.WAITING) | Q(place_at__isnull=False),
                name="who_waits_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TicketState.CALLED, TicketState.SERVING))
                | Q(called_to__isnull=False, called_at__isnull=False),
                name="who_is_called_is_called_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)), name="a_rating_is_one_to_five"
            ),
        )
        indexes = (
            models.Index(fields=["service", "state"], name="tickets_by_service"),
            models.Index(fields=["state", "day"], name="tickets_by_state"),
        )

    def __str__(self) -> str:
        return f"{self.service_id}-{self.number} {self.day}"


class Offer(models.Model):
    """Another time, equal to an appointment's, because its window will not be open then.

    While it is open both times are held; the old one is given back when the new is taken.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="offers", verbose_name=_("号"))
    window = models.ForeignKey(
        ServiceWindow, models.PROTECT, related_name="offers", verbose_name=_("窗口")
    )
    begins_at = models.DateTimeField(_("另一个时间"))
    made_at = models.DateTimeField(_("提出时间"))
    expires_at = models.DateTimeField(_("答复期限"))
    state = models.CharField(_("答复"), max_length=8, choices=OfferState, default=OfferState.OPEN)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=OfferState.OPEN),
                name="one_other_time_is_offered_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.begins_at:%Y-%m-%d %H:%M}"
