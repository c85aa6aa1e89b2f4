"""Addresses of internal control."""

from django.urls import path

from nafa.interfaces.web.control import lending_rights, people, requests, rights, rules, watching

PATHS = [
    path("demandes-en-attente/", requests.inbox, name="waiting-commands"),
    path("demandes-en-attente/approuver/", requests.approve_chosen, name="waiting-approve"),
    path("demandes-en-attente/<uuid:waiting_id>/", requests.one_request, name="waiting-command"),
    path("administration/droits/", rights.matrix, name="rights-matrix"),
    path("administration/regles/", rules.rules, name="control-rules"),
    path("administration/regles/modifier/", rules.edit_rules, name="control-rules-edit"),
    path("administration/regles/fichier/", rules.rules_file, name="control-rules-file"),
    path("administration/roles/nouveau/", rights.edit_role, name="role-new"),
    path("administration/roles/<slug:code>/", rights.edit_role, name="role-edit"),
    path(
        "administration/personnes/<uuid:user_id>/droits/",
        rights.person_rights,
        name="person-rights",
    ),
    path("administration/personnes/<uuid:user_id>/depart/", people.leaves, name="person-leaves"),
    path("administration/personnes/<uuid:user_id>/mutation/", people.moves, name="person-moves"),
    path(
        "administration/roles-tenus/<uuid:assignment_id>/",
        people.withdraw_role,
        name="role-withdraw",
    ),
    path("administration/revues/", people.reviews, name="access-reviews"),
    path("administration/revues/ouvrir/", people.open_review, name="access-review-open"),
    path("administration/revues/<uuid:review_id>/", people.review, name="access-review"),
    path("administration/revues/ligne/<uuid:line_id>/", people.answer, name="access-review-line"),
    path("droits-pretes/", lending_rights.lent_rights, name="lent-rights"),
    path("droits-pretes/nouveau/", lending_rights.lend, name="lent-right-new"),
    path(
        "droits-pretes/<uuid:delegation_id>/reprendre/",
        lending_rights.take_back,
        name="lent-right-end",
    ),
    path("urgences/", watching.taken_list, name="emergencies"),
    path("urgences/prendre/", watching.take, name="emergency-take"),
    path("urgences/<uuid:emergency_id>/", watching.one_emergency, name="emergency"),
    path("urgences/<uuid:emergency_id>/rendre/", watching.give_back, name="emergency-back"),
]
