"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import (
    calendar,
    committees,
    desk,
    frontdesk,
    hall,
    hsds,
    neighbours,
    officer,
    services,
)

app_name = "buildings"

urlpatterns = [
    path("matters/<str:building>", neighbours.matters, name="matters"),
    path("matters/<str:building>/raise", neighbours.raised, name="raise"),
    path("matters/<str:building>/<int:number>", neighbours.matter, name="matter"),
    path("voices/<str:token>", neighbours.voice, name="voice"),
    path("committees/", committees.listed, name="committees"),
    path("committees/<str:building>", committees.one, name="committee"),
    path("committees/<str:building>/desk", desk.desk, name="desk"),
    path("committees/<str:building>/desk/<int:number>", desk.handle, name="handle"),
    path("frontdesk/<str:building>", frontdesk.desk, name="frontdesk"),
    path("frontdesk/<str:building>/hall", hall.hall, name="hall"),
    path("frontdesk/<str:building>/hall/live", hall.hall_live, name="hall_live"),
    path("frontdesk/<str:building>/keep", services.kept, name="services"),
    path("frontdesk/<str:building>/keep/<str:letter>", services.edited, name="service_edit"),
    path("frontdesk/<str:building>/windows/<int:number>", officer.window, name="window"),
    path("frontdesk/<str:building>/<str:letter>", frontdesk.service, name="service"),
    path("hsds/", hsds.about, name="hsds"),
    path("hsds/<str:kind>", hsds.listed, name="hsds_list"),
    path("hsds/<str:kind>/<uuid:name>", hsds.one, name="hsds_one"),
    path("windows/", officer.windows, name="windows"),
    path("tickets/<str:token>", frontdesk.ticket, name="ticket"),
    path("tickets/<str:token>/live", frontdesk.ticket_live, name="ticket_live"),
    path("tickets/<str:token>/paper", frontdesk.paper, name="ticket_paper"),
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
]
