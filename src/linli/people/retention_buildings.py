"""Personal data of the committees, and their fields of text that are about nobody."""

from django.utils.translation import gettext_lazy as _

from linli.people.retention_rules import LIMITATION, YEAR, Basis, DataClass, Purge

BUILDINGS: tuple[DataClass, ...] = (
    DataClass(
        "matter_voice",
        _("提出楼事的人怎么称呼自己"),
        ("buildings.Voice.who",),
        _("楼委会办的时候找得到人"),
        Basis.SERVICE,
        "at",
        YEAR,
        Purge.BLANK,
    ),
    DataClass(
        "matter_words",
        _("楼事的内容和答复"),
        (
            "buildings.Matter.title",
            "buildings.Matter.says",
            "buildings.Matter.spot",
            "buildings.Matter.answer",
            "buildings.Matter.pause_reason",
        ),
        _("公开楼里的事提了什么、怎么办的"),
        Basis.SERVICE,
        "closed_at",
        LIMITATION,
        Purge.BLANK,
    ),
    DataClass(
        "matter_task",
        _("为楼事布置的任务"),
        ("buildings.Task.says",),
        _("公开一件楼事由哪一方做什么"),
        Basis.SERVICE,
        "done_at",
        LIMITATION,
        Purge.BLANK,
    ),
    DataClass(
        "seat_holder",
        _("楼委会委员的姓名"),
        ("buildings.Term.holder",),
        _("楼里的人知道谁在为他们做事"),
        Basis.SERVICE,
        "ended_at",
        LIMITATION,
        Purge.BLANK,
    ),
    DataClass(
        "roster_called",
        _("同事在值班表上怎么称呼"),
        ("buildings.RosterMember.called",),
        _("同一张值班表上的人知道谁在哪一班"),
        Basis.SERVICE,
        "left_at",
        YEAR,
        Purge.BLANK,
    ),
)

NOBODYS_OF_BUILDINGS: dict[str, str] = {
    "buildings.CalendarYear.off": "days",
    "buildings.CalendarYear.worked": "days",
    "buildings.Claim.resource": "what is claimed, by its number",
    "buildings.Claim.holder": "for what, by its number",
    "buildings.ServiceWindow.name": "of a window",
    "buildings.RosterMember.kind": "a word of ours",
    "buildings.RosterMember.feed_code": "random",
    "buildings.Seat.kind": "a word of ours",
    "buildings.Term.how": "a word of ours",
    "buildings.Matter.token": "random",
    "buildings.Matter.state": "a word of ours",
    "buildings.Matter.exclusion": "a word of ours",
    "buildings.Matter.verdict": "a word of ours",
    "buildings.Voice.kind": "a word of ours",
    "buildings.Voice.code": "random",
    "buildings.Voice.browser": "a hash of what was drawn for a browser, of nobody known",
    "buildings.Task.owner": "a word of ours",
}
"""Fields of text that say nothing about a person, and what they say."""
