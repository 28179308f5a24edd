"""Addresses of the lockers. Those that people scan or are sent are short."""

from django.urls import path

from linli.lockers.api import entry, pages, replay
from linli.lockers.views import (
    alarms,
    board,
    claiming,
    courier,
    errand,
    errands,
    owner,
    phones,
    remote,
    reports,
    resending,
    rounds,
    supervision,
)

app_name = "lockers"

urlpatterns = [
    path("c/<str:cabinet>", courier.courier, name="courier"),
    path("c/<str:cabinet>/pickup", owner.by_code, name="by_code"),
    path("c/<str:cabinet>/lost", resending.lost, name="lost"),
    path("d/<str:token>", courier.courier_door, name="courier_door"),
    path("d/<str:token>/again", courier.courier_again, name="courier_again"),
    path("d/<str:token>/reopen", courier.courier_reopen, name="courier_reopen"),
    path("d/<str:token>/elsewhere", courier.courier_elsewhere, name="courier_elsewhere"),
    path("d/<str:token>/correct", courier.courier_correct, name="courier_correct"),
    path("d/<str:token>/placed", courier.courier_placed, name="courier_placed"),
    path("o/<str:token>", errand.order, name="order"),
    path("p/<str:token>", owner.owner, name="owner"),
    path("p/<str:token>/share", owner.share, name="share"),
    path("p/<str:token>/unshare", owner.unshare, name="unshare"),
    path("p/<str:token>/reopen", owner.reopen, name="reopen"),
    path("p/<str:token>/wrong", owner.wrong, name="wrong"),
    path("reports/<int:number>", reports.report, name="report"),
    path("e/<str:token>", errands.errand, name="errand"),
    path("board/", board.overview, name="board"),
    path("board/doors", board.overview_doors, name="board_doors"),
    path("board/alarms", alarms.listed, name="alarms"),
    path("board/alarms/<int:number>", alarms.one_alarm, name="alarm"),
    path("board/openings", remote.openings, name="openings"),
    path("board/day/<str:tower>", supervision.day, name="day"),
    path("exports/day", supervision.exported, name="day_export"),
    path("board/round/<str:tower>", rounds.recall_round, name="recall_round"),
    path("exports/alarms", alarms.exported, name="alarms_export"),
    path("board/<str:cabinet>/<int:number>", board.one_door, name="board_door"),
    path("board/<str:cabinet>/<int:number>/phone", phones.phone, name="board_phone"),
    path("cabinets/claim", claiming.claim, name="claim"),
    path("api/towers", replay.towers, name="towers"),
    path("api/towers/<str:tower>/tally", replay.tower_tally, name="tower_tally"),
    path("api/towers/<str:tower>/standing", replay.tower_standing, name="tower_standing"),
    path("api/towers/<str:tower>/recall", replay.tower_recall, name="tower_recall"),
    path("api/towers/<str:tower>/clear", replay.tower_clear, name="tower_clear"),
    path("api/notices", replay.notices, name="notices"),
    path("api/docs", pages.docs, name="api_docs"),
    path("api/openapi.json", pages.openapi, name="openapi"),
    path("api/v1/<path:rest>", entry.platforms, name="platforms"),
]
