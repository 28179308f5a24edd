"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path, re_path

from linli.buildings.api import georeport
from linli.buildings.views import ballots, calendar, committees, desk, evidence, exports, forwarding, from linli.buildings.views import (     calendar, frontdesk, hall, motions, neighbours, officer, plan, projects, services

app_name = "buildings"

urlpatterns = [
    path("matters/<str:building>", neighbours.matters, name="matters"),
    path("matters/<str:building>/raise", neighbours.raised, name="raise"),
    path("matters/<str:building>/<int:number>", neighbours.matter, name="matter"),
    path("matters/<str:building>/<int:number>/photos/<int:photo>", evidence.shown, name="photo"),
    path("matters/<str:building>/plan", plan.stack, name="plan"),
    path("matters/<str:building>/projects", projects.shown, name="projects"),
    path("matters/<str:building>/<int:number>/talk", motions.talk, name="talk"),
    path("motions/<str:building>", motions.listed, name="motions"),
    path("motions/<str:building>/<int:number>", motions.motion, name="motion"),
    path("motions/<str:building>/<int:number>/ballot", ballots.desk, name="ballot"),
    path("motions/<str:building>/<int:number>/sheet", ballots.sheet, name="sheet"),
    path("motions/<str:building>/<int:number>/export/<int:ballot>", motions.export, name="export"),
    path("votes/<str:token>", ballots.vote, name="vote"),
    path("voices/<str:token>", neighbours.voice, name="voice"),
    path("voices/<str:token>/photos/<int:photo>", evidence.own, name="voice_photo"),
    path("committees/", committees.listed, name="committees"),
    path("committees/<str:building>", committees.one, name="committee"),
    path("committees/<str:building>/desk", desk.desk, name="desk"),
    path("committees/<str:building>/desk/<int:number>", desk.handle, name="handle"),
    path(
        "committees/<str:building>/desk/<int:number>/photos/<int:photo>",
        evidence.handled,
        name="handle_photo",
    ),
    path("committees/<str:building>/export", exports.matters, name="export"),
    path("committees/<str:building>/projects", projects.kept, name="kept_projects"),
    path("committees/<str:building>/desk/<int:number>/forward", forwarding.one, name="forward"),
    path("committees/<str:building>/forwards", forwarding.listed, name="forwards"),
    path("endpoints/<str:place>", forwarding.endpoints, name="endpoints"),
    path("frontdesk/<str:building>", frontdesk.desk, name="frontdesk"),
    path("frontdesk/<str:building>/hall", hall.hall, name="hall"),
    path("frontdesk/<str:building>/hall/live", hall.hall_live, name="hall_live"),
    path("frontdesk/<str:building>/keep", services.kept, name="services"),
    path("frontdesk/<str:building>/keep/<str:letter>", services.edited, name="service_edit"),
    path("frontdesk/<str:building>/windows/<int:number>", officer.window, name="window"),
    path("frontdesk/<str:building>/<str:letter>", frontdesk.service, name="service"),
    path("windows/", officer.windows, name="windows"),
    path("tickets/<str:token>", frontdesk.ticket, name="ticket"),
    path("tickets/<str:token>/live", frontdesk.ticket_live, name="ticket_live"),
    path("tickets/<str:token>/paper", frontdesk.paper, name="ticket_paper"),
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
    *(
        re_path(rf"^open311/v2/{ends}\.(?P<form>xml|json)$", view, name=f"open311_{name}")
        for name, ends, view in (
            ("discovery", "discovery", georeport.discovery),
            ("services", "services", georeport.services),
            ("service", r"services/(?P<code>[^/]+)", georeport.service),
            ("requests", "requests", georeport.requests),
            ("request", r"requests/(?P<number>[^/]+)", georeport.one),
            ("token", r"tokens/(?P<mark>[^/]+)", georeport.token),
        )
    ),
    path("open311/v2/<path:rest>", georeport.nothing, name="open311_nothing"),
]
