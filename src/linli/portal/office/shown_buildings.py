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
    "buildings.Shift": Shown(_("班次"), ("id", "window", "begins_at", "ends_at", "dropped_at")),
    "buildings.Duty": Shown(
        _("值班"),
        ("id", "shift", "person", "taken_at", "left_at"),
        ("signed_on_at",),
        "",
        "person:{person_id}",
    ),
    "buildings.ShiftPattern": Shown(_("固定班次"), ("id", "window", "weekday", "begins", "ends")),
    "buildings.RosterMember": Shown(
        _("值班成员"),
        ("id", "committee", "person", "kind", "most_per_week", "joined_at", "left_at"),
        (),
        "",
        "person:{person_id}",
    ),
    "buildings.Qualification": Shown(_("能上的窗口"), ("id", "member", "window")),
    "buildings.Wish": Shown(_("值班意愿"), ("id", "member", "weekday", "shift", "wants")),
    "buildings.Absence": Shown(_("不值班的日子"), ("id", "member", "first", "last")),
    "buildings.SwapOffer": Shown(
        _("换班"), ("id", "duty", "to", "in_return", "offered_at", "ended_at", "accepted_by")
    ),
    "buildings.RosterDraft": Shown(
        _("排班建议"),
        ("id", "committee", "first", "last", "made_at", "gaps"),
        ("cost", "bound", "took_ms"),
    ),
    "buildings.DraftDuty": Shown(_("建议的班"), ("id", "draft", "shift", "member")),
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
