"""Every address of this installation, and what is said where there is none."""

from django.urls import include, path

from linli.portal.office import site
from linli.server import health, systems

urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.prometheus, name="metrics"),
    *(path("", include(f"{app}.urls")) for app in systems.apps(systems.here())),
    path("", include("linli.portal.urls")),
    path("office/", site.office.urls),
]

handler400 = "linli.web.problems.not_understood"
handler403 = "linli.web.problems.not_allowed"
handler404 = "linli.web.problems.not_found"
handler500 = "linli.web.problems.went_wrong"
