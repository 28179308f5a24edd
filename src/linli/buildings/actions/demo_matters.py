"""What the demo's matters have besides words: photos, floors, and the lists of the building."""

import io
from datetime import datetime, timedelta

from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from linli.buildings.access.matters import Keeper
from linli.buildings.actions.evidence import NewEvidence, add_evidence
from linli.buildings.actions.plan import set_floors
from linli.buildings.actions.projects import (
    NewProject,
    NewResource,
    move_project,
    note_resource,
    plan_project,
)
from linli.buildings.enums.evidence import EvidenceKind
from linli.buildings.enums.matters import SeatKind
from linli.buildings.enums.projects import ProjectState
from linli.buildings.models import Matter, Project, Resource
from linli.web.photos import drawn_anew

DAY = timedelta(days=1)
LOWEST, HIGHEST = -3, 66
"""Of the tower. Source: its public description, 66 floors above ground."""

OFFERED = (
    ("东门内 6 平方米空地，可放柜子", "物业公司"),
    ("三楼会议室，每月两晚", "某银行网点"),
    ("电工志愿者，周六上午", "党员先锋队"),
)


def plant(keeper: Keeper, *, meals: Matter, tap: Matter, now: datetime) -> None:
    """Plant photos of the tap before and after, the floors, and a project for the meals."""
    set_floors(keeper, lowest=LOWEST, highest=HIGHEST, now=now)
    for kind in (EvidenceKind.BEFORE, EvidenceKind.AFTER):
        add_evidence(keeper, tap, NewEvidence(kind, _picture(kind)), now=now - 8 * DAY)
    for says, offerer in OFFERED:
        note_resource(keeper, NewResource(says, offerer, None), now=now - 9 * DAY)
    project = NewProject(
        title="外卖柜进楼",
        owner=SeatKind.PROPERTY,
        begins_on=localdate(now - 5 * DAY),
        due_on=localdate(now + 25 * DAY),
        demands={meals.number},
        resources={Resource.objects.earliest("pk").pk},
    )
    plan_project(keeper, project, now=now - 5 * DAY)
    running = Project.objects.latest("pk").pk
    move_project(keeper, project=running, to=ProjectState.RUNNING, outcome="", now=now - 4 * DAY)


def _picture(kind: EvidenceKind) -> bytes:
    """Draw a tap that drips, or does not any more: it shows nobody and nowhere."""
    made = Image.new("RGB", (640, 480), "#e8eef0")
    pen = ImageDraw.Draw(made)
    pen.rounded_rectangle((180, 140, 420, 190), 20, fill="#7a8790")
    pen.rounded_rectangle((370, 140, 420, 260), 20, fill="#7a8790")
    pen.rectangle((270, 90, 320, 150), fill="#7a8790")
    if kind is EvidenceKind.BEFORE:
        for top in (280, 340, 400):
            pen.ellipse((382, top, 408, top + 40), fill="#2b7bb9")
    file = io.BytesIO()
    made.save(file, "PNG")
    return drawn_anew(file.getvalue())
