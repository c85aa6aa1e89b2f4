"""Every address of the program, module by module."""

from django.urls import URLPattern, URLResolver, include, path

from nafa.runtime import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("nafa.interfaces.web.urls")),
]
