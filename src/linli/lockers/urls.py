"""Addresses of the lockers. Those that people scan or are sent are short."""

from django.urls import path

from linli.lockers import api
from linli.lockers.views import (
    alarms,
    board,
    claiming,
    courier,
    owner,
    phones,
    remote,
    rounds,
    supervision,
)

app_name = "lockers"

urlpatterns = [
    path("c/<str:cabinet>", courier.courier, name="courier"),
    path("c/<str:cabinet>/pickup", owner.by_code, name="by_code"),
    path("d/<str:token>", courier.courier_door, name="courier_door"),
    path("d/<str:token>/again", courier.courier_again, name="courier_again"),
    path("d/<str:token>/placed", courier.courier_placed, name="courier_placed"),
    path("p/<str:token>", owner.owner, name="owner"),
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
    path("api/towers", api.towers, name="towers"),
    path("api/towers/<str:tower>/tally", api.tower_tally, name="tower_tally"),
    path("api/towers/<str:tower>/standing", api.tower_standing, name="tower_standing"),
    path("api/towers/<str:tower>/recall", api.tower_recall, name="tower_recall"),
    path("api/towers/<str:tower>/clear", api.tower_clear, name="tower_clear"),
    path("api/notices", api.notices, name="notices"),
]
