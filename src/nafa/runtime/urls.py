"""Every address of the program, module by module."""

from django.urls import URLPattern, URLResolver, include, path

from nafa.interfaces.api.v1.api import api
from nafa.interfaces.oauth.views import PATHS as OAUTH_PATHS
from nafa.runtime import health, metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("health/backup", health.backup),
    path("metrics", metrics.metrics),
    *OAUTH_PATHS,
    path("api/v1/", api.urls),
    path("", include("nafa.interfaces.web.urls")),
]
