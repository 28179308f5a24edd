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
    "buildings.Task": Shown(
        _("楼事的任务"), ("id", "matter", "owner", "due_on", "done_at"), ("made_at", "done_by")
    ),
    "buildings.Company": Shown(
        _("企业"),
        ("id", "committee", "name", "credit_code", "industry", "state"),
        ("agreed_at", "noted_at"),
    ),
    "buildings.Floor": Shown(_("楼层"), ("id", "committee", "number", "area")),
    "buildings.Tenancy": Shown(
        _("入驻"), ("id", "company", "floor", "area", "begins_on", "ends_on", "left_on")
    ),
    "buildings.Fact": Shown(
        _("企业情况"),
        ("id", "company", "source", "as_of", "expires_on", "replaced_at"),
        ("purpose", "level", "noted_by", "noted_at"),
    ),
    "buildings.Contact": Shown(
        _("企业联系人"),
        ("id", "company", "role", "agreed_on", "left_at"),
        (),
        "",
        "contact:{id}",
    ),
    "buildings.CompanyLink": Shown(
        _("企业链接"), ("id", "contact", "is_once", "made_by", "made_at", "ends_at", "ended_at")
    ),
    "buildings.Need": Shown(
        _("企业需求"), ("id", "company", "state", "raised_at", "answered_at"), ("by",)
    ),
    "buildings.Visit": Shown(
        _("企业走访"), ("id", "company", "on", "by", "next_on"), ("noted_at",)
    ),
    "buildings.Correction": Shown(
        _("企业更正"),
        ("id", "company", "state", "said_at", "decided_at"),
        ("contact", "decided_by"),
    ),
    "buildings.Policy": Shown(
        _("惠企政策"),
        ("id", "place", "name", "number", "valid_from", "valid_until"),
        ("issuer", "edition", "kept_by", "kept_at", "ended_at"),
        "number",
    ),
    "buildings.Campaign": Shown(
        _("送政策送服务送关怀"),
        ("id", "committee", "kind", "title", "begun_at", "closed_at"),
        ("policy", "edition", "begun_by"),
    ),
    "buildings.CampaignRound": Shown(
        _("走访轮次"),
        ("id", "campaign", "number", "on"),
        ("planned_at",),
        "",
        "campaign:{campaign_id}",
    ),
    "buildings.Outreach": Shown(
        _("活动名单"),
        ("id", "campaign", "company", "state", "told_at"),
        ("policy", "edition", "round", "listed_at", "read_at", "applied_at", "ended_at"),
        "",
        "campaign:{campaign_id}",
    ),
    "buildings.OutreachCall": Shown(
        _("上门记录"), ("id", "outreach", "on", "result"), ("next_on", "by", "at")
    ),
}
