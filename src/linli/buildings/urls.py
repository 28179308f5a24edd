"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import (
    calendar,
    committees,
    desk,
    evidence,
    exports,
    neighbours,
    plan,
    projects,
)

app_name = "buildings"

urlpatterns = [
    path("matters/<str:building>", neighbours.matters, name="matters"),
    path("matters/<str:building>/raise", neighbours.raised, name="raise"),
    path("matters/<str:building>/<int:number>", neighbours.matter, name="matter"),
    path("matters/<str:building>/<int:number>/photos/<int:photo>", evidence.shown, name="photo"),
    path("matters/<str:building>/plan", plan.stack, name="plan"),
    path("matters/<str:building>/projects", projects.shown, name="projects"),
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
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
]
