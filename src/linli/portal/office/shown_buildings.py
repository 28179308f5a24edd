"""What the back office shows of each table of the committees: see ``shown``."""

from django.utils.translation import gettext_lazy as _

from linli.portal.office.columns import Shown

BUILDINGS: dict[str, Shown] = {
    "buildings.CalendarYear": Shown(_("工作日历"), ("id", "district", "year"), ("off", "worked")),
    "buildings.Committee": Shown(
        _("楼委会"), ("id", "building", "founded_on", "matters_raised"), (), "building"
    ),
    "buildings.Claim": Shown(_("占用"), ("id", "resource", "slot", "seat"), ("holder",), "holder"),
    "buildings.ServiceWindow": Shown(
        _("服务窗口"), ("id", "committee", "number", "name", "closed_at", "paused_at")
    ),
    "buildings.Service": Shown(
        _("服务目录"),
        ("id", "committee", "letter", "kind", "name", "minutes", "withdrawn_at"),
        ("about", "bring", "fee", "yuan", "legal_basis", "changed_at"),
    ),
    "buildings.Ticket": Shown(
        _("取号和预约"),
        ("id", "service", "day", "number", "state", "due_at", "called_to"),
        (
            *("window", "drawn_at", "came_at", "place_at", "not_before", "calls", "called_at"),
            *("recalled_at", "begun_at", "ended_at", "result", "is_paper", "rating", "moved_to"),
        ),
    ),
    "buildings.Offer": Shown(
        _("另提的时间"),
        ("id", "ticket", "window", "begins_at", "state"),
        ("made_at", "expires_at"),
    ),
    "buildings.Shift": Shown(_("班次"), ("id", "window", "begins_at", "ends_at")),
    "buildings.Duty": Shown(
        _("值班"), ("id", "shift", "person", "taken_at", "left_at"), (), "", "person:{person_id}"
    ),
    "buildings.Seat": Shown(_("委员席位"), ("id", "committee", "kind", "number")),
    "buildings.Term": Shown(
        _("任期"),
        ("id", "seat", "how", "begins_on", "ends_on", "ended_at"),
        ("votes", "noted_by", "noted_at"),
    ),
    "buildings.Matter": Shown(
        _("楼事"),
        ("id", "committee", "number", "state", "raised_at", "due_on"),
        ("verdict", "exclusion", "level", "was_late", "closed_at", "reopened", "merged_into"),
    ),
    "buildings.Voice": Shown(_("提出和附议"), ("id", "matter", "kind", "at")),
    "buildings.Task": Shown(
        _("楼事的任务"), ("id", "matter", "owner", "due_on", "done_at"), ("made_at", "done_by")
    ),
}
