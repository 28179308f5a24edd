"""Addresses of the front door."""

from django.urls import path

from linli.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("start", views.start, name="start"),
    path("signout", views.sign_out, name="sign_out"),
]
