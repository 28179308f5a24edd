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
    "buildings.Contribution": Shown(_("楼议的发言"), ("id", "matter", "seat", "at"), ("noted_by",)),
    "buildings.Motion": Shown(
        _("议题"),
        ("id", "committee", "number", "title", "made_at"),
        ("says", "matter", "seat", "made_by"),
    ),
    "buildings.Candidate": Shown(_("候选人"), ("id", "motion", "number", "stood_at")),
    "buildings.Ballot": Shown(
        _("表决"),
        ("id", "motion", "rule", "roll_kind", "is_secret", "closes_at", "closed_at"),
        ("roll_hash", "opened_at", "opened_by", "papers", "papers_counted"),
    ),
    "buildings.Voter": Shown(
        _("名册"),
        ("id", "ballot", "number", "area", "heads"),
        ("seat", "mark"),
        "",
        "voter:{id}",
    ),
    "buildings.Turnout": Shown(_("投过票的"), ("voter",)),
    "buildings.Vote": Shown(_("票"), ("id", "ballot")),
    "buildings.Proxy": Shown(_("投票的委托"), ("id", "giver", "holder", "noted_at", "revoked_at")),
    "buildings.Resolution": Shown(_("决议"), ("id", "ballot", "outcome", "at"), ("counts",)),
    "buildings.Meeting": Shown(
        _("楼委会会议"),
        ("id", "committee", "number", "title", "begins_at", "signed_at"),
        ("where", "ends_at", "called_at", "called_by", "cancelled_at", "seats_held", "signed_by"),
    ),
    "buildings.AgendaItem": Shown(
        _("会议的议程"), ("id", "meeting", "position", "says", "matter", "motion")
    ),
    "buildings.Attendance": Shown(_("会议的出席"), ("id", "meeting", "seat")),
    "buildings.MinuteNote": Shown(_("纪要的补记"), ("id", "meeting", "at", "noted_by")),
    "buildings.Task": Shown(
        _("楼事的任务"), ("id", "matter", "owner", "due_on", "done_at"), ("made_at", "done_by")
    ),
}
