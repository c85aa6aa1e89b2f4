"""Addresses of levels of approval and delegations."""

from django.urls import path

from nafa.interfaces.web.views.origination import delegations, policy

PATHS = [
    path("approbations/niveaux/", policy.approval_policy, name="approval-policy"),
    path("approbations/niveaux/modifier/", policy.new_policy, name="approval-policy-new"),
    path("approbations/niveaux/lignes/", policy.levels, name="approval-levels"),
    path("approbations/delegations/", delegations.delegation_list, name="delegations"),
    path("approbations/delegations/nouvelle/", delegations.new_delegation, name="delegation-new"),
    path(
        "approbations/delegations/<uuid:delegation_id>/retirer/",
        delegations.revoke,
        name="delegation-revoke",
    ),
]
