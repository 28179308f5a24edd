"""Addresses of the lockers. Those that people scan or are sent are short."""

from django.urls import path

from linli.lockers.api import entry, pages, replay
from linli.lockers.views import board, claiming, courier, errand, owner, phones

app_name = "lockers"

urlpatterns = [
    path("c/<str:cabinet>", courier.courier, name="courier"),
    path("c/<str:cabinet>/pickup", owner.by_code, name="by_code"),
    path("d/<str:token>", courier.courier_door, name="courier_door"),
    path("d/<str:token>/again", courier.courier_again, name="courier_again"),
    path("d/<str:token>/placed", courier.courier_placed, name="courier_placed"),
    path("o/<str:token>", errand.order, name="order"),
    path("p/<str:token>", owner.owner, name="owner"),
    path("board/", board.overview, name="board"),
    path("board/doors", board.overview_doors, name="board_doors"),
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
