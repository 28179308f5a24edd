"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import (
    calendar,
    committees,
    desk,
    gatherings,
    kept_rooms,
    lobby,
    neighbours,
    programme,
    rooms,
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
    path("rooms/<str:building>", rooms.listed, name="rooms"),
    path("rooms/<str:building>/<int:number>", rooms.one, name="room"),
    path("rooms/<str:building>/<int:number>/book", rooms.booked, name="book"),
    path("bookings/<str:token>", rooms.own, name="booking"),
    path("bookings/<str:token>/calendar.ics", rooms.own_calendar, name="booking_calendar"),
    path("doors/<str:token>", rooms.door, name="room_door"),
    path("committees/<str:building>/rooms", kept_rooms.listed, name="kept_rooms"),
    path("committees/<str:building>/rooms/<int:number>", kept_rooms.one, name="kept_room"),
    path("committees/<str:building>/bookings/<int:number>", kept_rooms.phone, name="booking_phone"),
    path("programme/<str:building>", programme.listed, name="programme"),
    path("programme/<str:building>/calendar.ics", programme.calendar, name="programme_calendar"),
    path("programme/<str:building>/<int:number>", programme.occasion, name="occasion"),
    path("programme/<str:building>/photos/<int:number>", programme.photo, name="occasion_photo"),
    path("rsvps/<str:token>", programme.rsvp, name="rsvp"),
    path("arrivals/<str:token>", programme.arrival, name="arrival"),
    path("committees/<str:building>/gatherings", gatherings.listed, name="gatherings"),
    path("committees/<str:building>/gatherings/<int:number>", gatherings.one, name="gathering"),
    path(
        "committees/<str:building>/gatherings/<int:number>/door",
        gatherings.door,
        name="gathering_door",
    ),
    path("committees/<str:building>/rsvps/<int:number>", gatherings.phone, name="rsvp_phone"),
    path("lobby/<str:building>", lobby.lobby, name="lobby"),
    path("lobby/<str:building>/live", lobby.live, name="lobby_live"),
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
]
