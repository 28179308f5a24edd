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
        _("服务窗口"), ("id", "committee", "number", "name", "closed_at", "paused_at")
    ),
    "buildings.Shift": Shown(_("班次"), ("id", "window", "begins_at", "ends_at", "dropped_at")),
    "buildings.Duty": Shown(
        _("值班"),
        ("id", "shift", "person", "taken_at", "left_at"),
        ("signed_on_at",),
        "",
        "person:{person_id}",
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
    "buildings.Open311Endpoint": Shown(
        _("Open311 对接"), ("id", "place", "name", "url", "ended_at"), ("jurisdiction", "service")
    ),
    "buildings.Forwarded": Shown(
        _("转交的楼事"),
        ("id", "matter", "endpoint", "state", "at", "ended_at"),
        ("by", "tries", "reference", "agency"),
    ),
    "buildings.Voice": Shown(_("提出和附议"), ("id", "matter", "kind", "at"), whose="voice:{id}"),
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
}
