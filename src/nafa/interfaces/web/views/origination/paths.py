"""Addresses of levels, delegations, the committee, the score, the budget and guarantees."""

from django.urls import path

from nafa.interfaces.web.views.origination import (
    agenda_item,
    budget,
    committee,
    delegations,
    filing,
    guarantees,
    policy,
    scorecard,
)

SESSION = "comite/<file:session>"
FILE = "demandes/<file:application>/dossier"
ITEM = f"{SESSION}/<file:application>"

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
    path("approbations/score/", scorecard.scorecard, name="scorecard"),
    path("approbations/score/modifier/", scorecard.new_scorecard, name="scorecard-new"),
    path("approbations/score/criteres/", scorecard.criteria, name="scorecard-criteria"),
    path("approbations/score/essai/", scorecard.try_out, name="scorecard-try"),
    path("demandes/<file:application>/budget/", budget.budget, name="budget"),
    path("demandes/<file:application>/budget/calcul/", budget.preview, name="budget-preview"),
    path("demandes/<file:application>/garanties/", guarantees.guarantee_list, name="guarantees"),
    path(
        "demandes/<file:application>/garanties/ajouter/",
        guarantees.new_guarantee,
        name="guarantee-add",
    ),
    path("demandes/<file:application>/garanties/epargne/", guarantees.block, name="savings-block"),
    path(
        "demandes/<file:application>/garanties/<uuid:guarantee_id>/liberer/",
        guarantees.release,
        name="guarantee-release",
    ),
    path(f"{FILE}/", filing.whole_file, name="file-whole"),
    path(f"{FILE}/questions/", filing.answers, name="file-answers"),
    path(f"{FILE}/ajouter/", filing.add_paper, name="file-add"),
    path(f"{FILE}/visite/", filing.visit, name="file-visit"),
    path(f"{FILE}/<uuid:file_id>/", filing.paper, name="file-paper"),
    path("produits/dossier/questions/", filing.questions, name="product-questions"),
    path("produits/<file:product>/dossier/", filing.product_demand, name="product-demand"),
    path("comite/", committee.session_list, name="committee-sessions"),
    path("comite/convoquer/", committee.new_session, name="committee-new"),
    path(f"{SESSION}/", committee.room, name="committee"),
    path(f"{SESSION}/ordre-du-jour/", committee.agenda, name="committee-agenda"),
    path(f"{SESSION}/ouvrir/", committee.open_session, name="committee-open"),
    path(f"{SESSION}/clore/", committee.close_session, name="committee-close"),
    path(f"{SESSION}/proces-verbal.pdf", committee.minutes, name="committee-minutes"),
    path(f"{ITEM}/", agenda_item.item_page, name="committee-item"),
    path(f"{ITEM}/proposition/", agenda_item.propose, name="committee-propose"),
    path(f"{ITEM}/report/", agenda_item.postpone, name="committee-postpone"),
    path(f"{ITEM}/decision/", agenda_item.conclude, name="committee-conclude"),
]
