"""Addresses of the committees. What people scan in the lift is short."""

from django.urls import path

from linli.buildings.views import (
    calendar,
    campaigns,
    committees,
    companies,
    company,
    company_own,
    company_table,
    desk,
    neighbours,
    policies,
    tower,
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
    path("committees/<str:building>/policies", policies.policies, name="policies"),
    path("committees/<str:building>/policies/new", policies.write, name="policy_new"),
    path("committees/<str:building>/policies/<int:number>", policies.policy, name="policy"),
    path(
        "committees/<str:building>/policies/<int:number>/change",
        policies.change,
        name="policy_change",
    ),
    path(
        "committees/<str:building>/policies/<int:number>/buildings",
        policies.buildings,
        name="policy_buildings",
    ),
    path("committees/<str:building>/asks", policies.asks, name="asks"),
    path("committees/<str:building>/campaigns", campaigns.campaigns, name="campaigns"),
    path("committees/<str:building>/campaigns/<int:number>", campaigns.campaign, name="campaign"),
    path(
        "committees/<str:building>/campaigns/<int:number>/<int:row>",
        campaigns.called,
        name="outreach_row",
    ),
    path("outreach/<str:token>", campaigns.outreach, name="outreach"),
    path("calendar/<str:district>/<int:year>", calendar.year, name="calendar"),
    path("directory/<str:building>", companies.directory, name="directory"),
    path("companies/", companies.buildings, name="company_buildings"),
    path("companies/<str:building>", companies.listed, name="companies"),
    path("companies/<str:building>/visits", companies.visits, name="company_visits"),
    path("companies/<str:building>/tower", tower.tower, name="tower"),
    path("companies/<str:building>/table", company_table.table, name="company_table"),
    path("companies/<str:building>/<int:number>", company.one, name="company"),
    path("companies/<str:building>/<int:number>/edit", company.edit, name="company_edit"),
    path("companies/<str:building>/contacts/<int:number>/link", company.link, name="contact_link"),
    path(
        "companies/<str:building>/contacts/<int:number>/<str:what>",
        company.contact,
        name="company_contact",
    ),
    path("company/<str:token>", company_own.own, name="company_own"),
]
