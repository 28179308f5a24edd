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
        _("服务窗口"), ("id", "committee", "number", "name", "closed_at")
    ),
    "buildings.Shift": Shown(_("班次"), ("id", "window", "begins_at", "ends_at")),
    "buildings.Duty": Shown(
        _("值班"), ("id", "shift", "person", "taken_at", "left_at"), (), "", "person:{person_id}"
    ),
    "buildings.Room": Shown(
        _("会客厅"),
        ("id", "committee", "number", "name", "seats", "closed_at"),
        ("holds", "opens", "closes", "weekends", "audience", "asks"),
    ),
    "buildings.Booking": Shown(
        _("会客厅预订"),
        ("id", "room", "begins_at", "ends_at", "state"),
        ("name", "phone", "by", "asked_at", "came_at"),
        "",
        "booking:{id}",
    ),
    "buildings.Gathering": Shown(
        _("活动"), ("id", "committee", "repeats", "rule", "made_at"), ("words", "made_by")
    ),
    "buildings.Occasion": Shown(
        _("活动场次"),
        ("id", "gathering", "title", "room", "begins_at", "cancelled_at"),
        ("ends_at", "seats", "sequence", "registered", "changed_at"),
    ),
    "buildings.Rsvp": Shown(
        _("活动报名"),
        ("id", "occasion", "number", "state", "at"),
        ("name", "phone", "waited", "seated_at", "came_at", "stars"),
        "",
        "rsvp:{id}",
    ),
    "buildings.OccasionPhoto": Shown(_("活动照片"), ("id", "occasion", "added_at"), ("added_by",)),
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
