"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import (
    calendar,
    committees,
    desk,
    neighbours,
    own_duties,
    roster,
    roster_keeping,
    roster_out,
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
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
    path("roster/", own_duties.mine, name="own_duties"),
    path("roster/feeds/<str:token>.ics", roster_out.duty_feed, name="duty_feed"),
    path("roster/<str:building>", roster.week, name="roster"),
    path("roster/<str:building>/shifts/<int:number>", roster.shift, name="roster_shift"),
    path("roster/<str:building>/people", roster_keeping.people, name="roster_people"),
    path("roster/<str:building>/pattern", roster_keeping.pattern, name="roster_pattern"),
    path("roster/<str:building>/draft", roster_keeping.draft, name="roster_draft"),
    path("roster/<str:building>/table", roster_out.table, name="roster_table"),
    path("hours/<str:building>.ics", roster_out.hours_feed, name="hours_feed"),
    path("hours/<str:building>", roster_out.hours, name="hours"),
]
