"""Addresses of the lockers. Those that people scan or are sent are short."""

from django.urls import path

from linli.lockers import api
from linli.lockers.views import board, claiming, courier, errands, owner, phones, reports, resending

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
    path("p/<str:token>", owner.owner, name="owner"),
    path("p/<str:token>/share", owner.share, name="share"),
    path("p/<str:token>/unshare", owner.unshare, name="unshare"),
    path("p/<str:token>/reopen", owner.reopen, name="reopen"),
    path("p/<str:token>/wrong", owner.wrong, name="wrong"),
    path("reports/<int:number>", reports.report, name="report"),
    path("e/<str:token>", errands.errand, name="errand"),
    path("board/", board.overview, name="board"),
    path("board/doors", board.overview_doors, name="board_doors"),
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
