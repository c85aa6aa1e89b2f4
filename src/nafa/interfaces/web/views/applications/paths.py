"""Addresses of applications and approvals."""

from django.urls import path

from nafa.interfaces.web.views.applications import decide, file, lists, new

PATHS = [
    path("demandes/", lists.application_list, name="applications"),
    path("demandes/export.csv", lists.application_export, name="applications-export"),
    path("demandes/nouvelle/", new.new_application, name="application-new"),
    path("demandes/offre/<file:client>/", new.preview, name="application-preview"),
    path("demandes/<file:application>/", file.application_file, name="application"),
    path("demandes/<file:application>/decision/", decide.decide, name="application-decide"),
    path("demandes/<file:application>/reprise/", new.again, name="application-again"),
    path("demandes/<file:application>/retrait/", file.withdraw, name="application-withdraw"),
    path("demandes/<file:application>/contrat/", file.draw_contract, name="contract-draw"),
    path(
        "demandes/<file:application>/contrat/tranches/",
        file.draw_in_tranches,
        name="contract-tranches",
    ),
    path("demandes/<file:application>/contrat.pdf", file.contract, name="contract"),
    path("approbations/", lists.approvals, name="approvals"),
]
