"""Addresses of the back office; modules add theirs in this one table."""

from django.urls import path

from nafa.interfaces.web.views import gallery, session, small
from nafa.interfaces.web.views.applications.paths import PATHS as APPLICATION_PATHS
from nafa.interfaces.web.views.clients.paths import PATHS as CLIENT_PATHS
from nafa.interfaces.web.views.products.paths import PATHS as PRODUCT_PATHS

app_name = "web"

urlpatterns = [
    path("connexion/", session.log_in, name="login"),
    path("deconnexion/", session.log_out, name="logout"),
    path("langue/", session.choose_language, name="language"),
    path("theme/", session.choose_theme, name="theme"),
    path("agence/", session.choose_branch, name="branch"),
    path("couleur/<str:colour>.css", small.brand_colour, name="brand"),
    path("montant-en-lettres/", small.amount_words, name="amount-words"),
    path("galerie/", gallery.index, name="gallery"),
    path("galerie/<slug:name>/", gallery.sample, name="gallery-sample"),
    *CLIENT_PATHS,
    *PRODUCT_PATHS,
    *APPLICATION_PATHS,
]
