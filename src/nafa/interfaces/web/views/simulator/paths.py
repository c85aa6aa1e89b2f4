"""Addresses of the simulator."""

from django.urls import path

from nafa.interfaces.web.views.simulator import views

PATHS = [
    path("simulateur/", views.simulator, name="simulator"),
    path("simulateur/simulation.pdf", views.simulation_pdf, name="simulation-pdf"),
    path("simulation/", views.public, name="simulation-public"),
    path("simulation/simulation.pdf", views.public_pdf, name="simulation-public-pdf"),
    path("simulation/<str:token>/", views.shared, name="simulation-shared"),
    path("simulation/<str:token>/simulation.pdf", views.shared_pdf, name="simulation-shared-pdf"),
]
