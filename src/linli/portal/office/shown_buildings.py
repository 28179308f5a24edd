"""What the back office shows of each table of the committees: see ``shown``."""

from django.utils.translation import gettext_lazy as _

from linli.portal.office.columns import Shown

BUILDINGS: dict[str, Shown] = {
    "buildings.CalendarYear": Shown(_("工作日历"), ("id", "district", "year"), ("off", "worked")),
    "buildings.Committee": Shown(
        _("楼委会"),
        ("id", "building", "founded_on", "matters_raised"),
        ("lowest_floor", "highest_floor"),
        "building",
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
        (
            "floor",
            "block",
            "verdict",
            "exclusion",
            "level",
            "was_late",
            "closed_at",
            "reopened",
            "merged_into",
        ),
    ),
    "buildings.Voice": Shown(_("提出和附议"), ("id", "matter", "kind", "at")),
    "buildings.Evidence": Shown(
        _("佐证"),
        ("id", "matter", "kind", "taken_at", "hidden_at"),
        ("task", "given_by", "digest"),
    ),
    "buildings.Resource": Shown(
        _("资源"),
        ("id", "committee", "noted_at", "until", "withdrawn_at"),
        ("noted_by",),
    ),
    "buildings.Project": Shown(
        _("项目"),
        ("id", "committee", "owner", "state", "begins_on", "due_on"),
        ("made_at", "ended_at"),
    ),
    "buildings.ProjectDemand": Shown(_("项目的需求"), ("id", "project", "matter")),
    "buildings.ProjectResource": Shown(_("项目的资源"), ("id", "project", "resource")),
    "buildings.Task": Shown(
        _("楼事的任务"), ("id", "matter", "owner", "due_on", "done_at"), ("made_at", "done_by")
    ),
}
