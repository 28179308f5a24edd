"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import ballots, calendar, committees, desk, meetings, motions, neighbours

app_name = "buildings"

urlpatterns = [
    path("matters/<str:building>", neighbours.matters, name="matters"),
    path("matters/<str:building>/raise", neighbours.raised, name="raise"),
    path("matters/<str:building>/<int:number>", neighbours.matter, name="matter"),
    path("matters/<str:building>/<int:number>/talk", motions.talk, name="talk"),
    path("motions/<str:building>", motions.listed, name="motions"),
    path("motions/<str:building>/<int:number>", motions.motion, name="motion"),
    path("motions/<str:building>/<int:number>/ballot", ballots.desk, name="ballot"),
    path("motions/<str:building>/<int:number>/sheet", ballots.sheet, name="sheet"),
    path("motions/<str:building>/<int:number>/export/<int:ballot>", motions.export, name="export"),
    path("meetings/<str:building>", meetings.listed, name="meetings"),
    path("meetings/<str:building>/<int:number>", meetings.one, name="meeting"),
    path(
        "meetings/<str:building>/<int:number>/invitation.ics",
        meetings.invitation,
        name="invitation",
    ),
    path("meetings/<str:building>/calendar.ics", meetings.calendar, name="meetings_ics"),
    path("recount", motions.recounted, name="recount"),
    path("votes/<str:token>", ballots.vote, name="vote"),
    path("voices/<str:token>", neighbours.voice, name="voice"),
    path("committees/", committees.listed, name="committees"),
    path("committees/<str:building>", committees.one, name="committee"),
    path("committees/<str:building>/desk", desk.desk, name="desk"),
    path("committees/<str:building>/desk/<int:number>", desk.handle, name="handle"),
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
]
