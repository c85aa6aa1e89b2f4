"""Addresses of the register of clients."""

from django.urls import path

from nafa.interfaces.web.views.clients import details, file, groups, lists, personal, register, ties
from nafa.interfaces.web.views.solidarity import leaving

PATHS = [
    path("recherche/", lists.search, name="search"),
    path("recherche/suggestions/", lists.suggestions, name="search-suggestions"),
    path("clients/", lists.client_list, name="clients"),
    path("clients/export.csv", lists.client_export, name="clients-export"),
    path("clients/nouveau/", register.register_person, name="client-new"),
    path("clients/doublons/", register.doubles, name="client-doubles"),
    path("clients/groupes/nouveau/", groups.register_group, name="group-new"),
    path("clients/groupes/membres/", groups.member_picker, name="member-picker"),
    path("clients/<file:client>/", file.client_file, name="client"),
    path("clients/<file:client>/modifier/", register.edit_person, name="client-edit"),
    path("clients/<file:client>/photo/", details.photo, name="client-photo"),
    path("clients/<file:client>/photo/nouvelle/", details.set_photo, name="photo-set"),
    path("clients/<file:client>/pieces/nouvelle/", details.add_document, name="document-add"),
    path(
        "clients/<file:client>/pieces/<uuid:document_id>/",
        details.document_scan,
        name="document-scan",
    ),
    path("clients/<file:client>/notes/nouvelle/", details.record_interaction,
         name="interaction-add"),
    path("clients/<file:client>/donnees/", personal.personal, name="personal"),
    path("clients/<file:client>/donnees/accord/", personal.give, name="consent-give"),
    path("clients/<file:client>/donnees/retrait/", personal.withdraw, name="consent-withdraw"),
    path("clients/<file:client>/donnees/limiter/", personal.restrict, name="person-restrict"),
    path("clients/<file:client>/donnees/reprendre/", personal.lift, name="person-lift"),
    path("clients/<file:client>/donnees/effacer/", personal.erase, name="person-erase"),
    path("clients/<file:client>/donnees/montrer/", personal.reveal, name="person-reveal"),
    path("clients/<file:client>/donnees/copie/", personal.copy, name="person-copy"),
    path("clients/<file:client>/donnees/copie.json", personal.copy_json, name="person-json"),
    path("clients/<file:client>/liens/", ties.ties, name="ties"),
    path("clients/<file:client>/liens/initie/", ties.declare_insider, name="tie-insider"),
    path("clients/<file:client>/liens/initie/<uuid:mark_id>/finir/", ties.end_insider,
         name="tie-insider-end"),
    path("clients/<file:client>/liens/nouveau/", ties.connect, name="tie-connection"),
    path("clients/<file:client>/liens/<uuid:connection_id>/finir/", ties.end_connection,
         name="tie-connection-end"),
    path("clients/<file:client>/membres/nouveau/", groups.add_member, name="member-add"),
    path("clients/<file:client>/membres/<file:member>/retirer/", leaving.leave,
         name="member-remove"),
]  # fmt: skip
