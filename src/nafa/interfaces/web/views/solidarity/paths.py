"""Addresses of lending to groups and of collection."""

from django.urls import path

from nafa.interfaces.web.views.solidarity import group, leaving, shares, sheets

PATHS = [
    path("collecte/", sheets.collection, name="collection"),
    path("collecte/feuille/", sheets.sheet, name="sheet-new"),
    path("collecte/feuille.pdf", sheets.printed, name="sheet-pdf"),
    path("collecte/feuilles/<file:number>/", sheets.saved, name="sheet"),
    path("demandes/<file:application>/parts/", shares.shares, name="shares"),
    path("clients/<file:client>/solidarite/", group.standing, name="group-standing"),
    path("clients/<file:client>/reunions/", group.meetings, name="group-meetings"),
    path(
        "clients/<file:client>/solidarite/<file:loan>/remise/", group.payback, name="group-payback"
    ),
    path(
        "clients/<file:client>/membres/<file:member>/remplacer/",
        leaving.replace,
        name="member-replace",
    ),
]
