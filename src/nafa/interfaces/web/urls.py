"""Addresses of the back office; modules add theirs in this one table."""

from django.urls import path

from nafa.interfaces.web.administration import control, own_funds, trail_page
from nafa.interfaces.web.administration import views as administration
from nafa.interfaces.web.books import balances, log, payouts
from nafa.interfaces.web.books import views as books
from nafa.interfaces.web.control.paths import PATHS as CONTROL_PATHS
from nafa.interfaces.web.dashboard import views as dashboard
from nafa.interfaces.web.door.paths import PATHS as DOOR_PATHS
from nafa.interfaces.web.financing import reading as contracts
from nafa.interfaces.web.financing.paths import PATHS as FINANCING_PATHS
from nafa.interfaces.web.home import views as home
from nafa.interfaces.web.loans import lines, other_ways, reading, signature_code
from nafa.interfaces.web.loans import lists as loan_lists
from nafa.interfaces.web.loans import staff as staff_loans
from nafa.interfaces.web.loans import views as loans
from nafa.interfaces.web.loans.life import acts as loan_acts
from nafa.interfaces.web.loans.life import views as loan_life
from nafa.interfaces.web.recovery import addresses as recovery_addresses
from nafa.interfaces.web.recovery import lists as recovery_lists
from nafa.interfaces.web.recovery import views as recovery
from nafa.interfaces.web.security.paths import PATHS as SECURITY_PATHS
from nafa.interfaces.web.till import cash as till_cash
from nafa.interfaces.web.till import operations as till_operations
from nafa.interfaces.web.till import views as till
from nafa.interfaces.web.views import gallery, session, small
from nafa.interfaces.web.views.applications.paths import PATHS as APPLICATION_PATHS
from nafa.interfaces.web.views.bureau.paths import PATHS as BUREAU_PATHS
from nafa.interfaces.web.views.clients.paths import PATHS as CLIENT_PATHS
from nafa.interfaces.web.views.farming.paths import PATHS as FARMING_PATHS
from nafa.interfaces.web.views.origination.paths import PATHS as ORIGINATION_PATHS
from nafa.interfaces.web.views.products.paths import PATHS as PRODUCT_PATHS
from nafa.interfaces.web.views.simulator.paths import PATHS as SIMULATOR_PATHS
from nafa.interfaces.web.views.solidarity.paths import PATHS as SOLIDARITY_PATHS

app_name = "web"

urlpatterns = [
    *DOOR_PATHS,
    *SECURITY_PATHS,
    path("langue/", session.choose_language, name="language"),
    path("theme/", session.choose_theme, name="theme"),
    path("agence/", session.choose_branch, name="branch"),
    path("couleur/<str:colour>.css", small.brand_colour, name="brand"),
    path("montant-en-lettres/", small.amount_words, name="amount-words"),
    path("galerie/", gallery.index, name="gallery"),
    path("galerie/<slug:name>/", gallery.sample, name="gallery-sample"),
    # The till
    path("caisse/", till.till, name="till"),
    path("caisse/ouvrir/<uuid:till_id>/", till.open_session, name="till-open"),
    path("caisse/arrete/", till.close, name="till-close"),
    path("caisse/arrete/total/", till.count_total, name="till-total"),
    path("caisse/credit/<file:loan_id>/", reading.loan(till_operations.repay), name="till-repay"),
    path(
        "caisse/credit/<file:loan_id>/partage/",
        reading.loan(till_operations.preview),
        name="till-preview",
    ),
    path(
        "caisse/credit/<file:loan_id>/solde/",
        reading.loan(till_operations.settle),
        name="till-settle",
    ),
    path(
        "caisse/credit/<file:loan_id>/decaisser/",
        reading.loan(till_operations.disburse),
        name="till-disburse",
    ),
    path("recus/<file:fact_id>/", reading.operation(till.receipt), name="receipt"),
    path("caisses/", till_cash.tills, name="tills"),
    path("caisses/transfert/", till_cash.transfer, name="till-transfer"),
    path("caisses/banque/", till_cash.supply, name="till-supply"),
    path("caisses/<uuid:till_id>/releve/", till_cash.statement, name="till-statement"),
    # Loans
    path("credits/", loan_lists.loans, name="loans"),
    path("credits/export.csv", loan_lists.export, name="loans-export"),
    path("credits/demandes/", loan_life.requests, name="loan-requests"),
    path(
        "credits/demandes/<file:request_id>/",
        reading.change(loan_life.decide),
        name="loan-request",
    ),
    path("credits/personnel/", staff_loans.staff, name="staff-loans"),
    path("credits/pertes/", loan_life.lost, name="lost-loans"),
    path("credits/appels/<uuid:call_id>.pdf", loan_life.call_letter, name="loan-call-letter"),
    path("credits/<file:loan_id>/", reading.loan(loans.schedule), name="loan"),
    path("credits/<file:loan_id>/vie/", reading.loan(loan_life.life), name="loan-life"),
    path(
        "credits/<file:loan_id>/vie/<slug:slug>/",
        reading.loan(loan_life.change),
        name="loan-change",
    ),
    path("credits/<file:loan_id>/acte/<slug:slug>/", reading.loan(loan_acts.act), name="loan-act"),
    path(
        "credits/<file:loan_id>/operations/", reading.loan(loans.operations), name="loan-operations"
    ),
    path("credits/<file:loan_id>/comptes/", reading.loan(loans.accounts), name="loan-accounts"),
    path("credits/<file:loan_id>/historique/", reading.loan(loans.past), name="loan-history"),
    path(
        "credits/<file:loan_id>/taux.pdf",
        reading.loan(loans.rate_notice),
        name="loan-rate-notice",
    ),
    path("credits/<file:loan_id>/contrat.pdf", reading.loan(loans.contract), name="loan-contract"),
    path(
        "credits/<file:loan_id>/antidate/",
        reading.loan(till_operations.repay_backdated),
        name="loan-backdated",
    ),
    path(
        "operations/<file:fact_id>/annuler/",
        reading.operation(loans.reverse_operation),
        name="reverse-operation",
    ),
    path("operations/<uuid:fact_id>/retirer/", loan_life.take_back, name="loan-take-back"),
    path(
        "credits/<file:loan_id>/vers-epargne/",
        reading.loan(other_ways.onto_savings),
        name="loan-onto-savings",
    ),
    path(
        "credits/<file:loan_id>/par-ordre/", reading.loan(other_ways.by_order), name="loan-by-order"
    ),
    path("credits/<file:loan_id>/signature/", reading.loan(other_ways.sign), name="loan-signature"),
    path(
        "credits/<file:loan_id>/signature/code/",
        reading.loan(signature_code.by_code),
        name="loan-signature-code",
    ),
    path(
        "credits/<file:loan_id>/signature/code/envoi/",
        reading.loan(signature_code.send),
        name="loan-code-send",
    ),
    path(
        "credits/<file:loan_id>/depuis-epargne/",
        reading.loan(other_ways.from_savings),
        name="loan-from-savings",
    ),
    path("lignes/", lines.line_list, name="lines"),
    path("lignes/<file:line_id>/", reading.line(lines.line), name="line"),
    path("lignes/<file:line_id>/tirage/", reading.line(lines.draw), name="line-draw"),
    path("lignes/<file:line_id>/frais/", reading.line(lines.fees), name="line-fees"),
    path("lignes/<file:line_id>/<slug:slug>/", reading.line(lines.act), name="line-act"),
    path("demandes/<file:application>/ligne/", lines.open_line, name="line-open"),
    path("ordres/", payouts.payout_list, name="payouts"),
    path("ordres/<file:payout_id>/", reading.order(payouts.payout), name="payout"),
    path("ordres/<file:payout_id>/paye/", reading.order(payouts.confirm), name="payout-confirm"),
    path("ordres/<file:payout_id>/echec/", reading.order(payouts.fail), name="payout-fail"),
    path("ordres/<file:payout_id>/renvoi/", reading.order(payouts.resend), name="payout-resend"),
    path("ordres/<file:payout_id>/especes/", reading.order(payouts.cash), name="payout-cash"),
    # Recovery
    path("recouvrement/", recovery_lists.work_list, name="recovery"),
    path("recouvrement/resultats/", recovery_lists.results, name="recovery-results"),
    path("recouvrement/plan/", recovery.plan, name="recovery-plan"),
    path(
        "recouvrement/lettres/<uuid:act_id>.pdf", recovery.letter_file, name="recovery-letter-file"
    ),
    path(
        "credits/<file:loan_id>/recouvrement/",
        reading.loan(recovery.loan_file),
        name="loan-recovery",
    ),
    path(
        "financements/<file:contract_id>/recouvrement/",
        contracts.contract(recovery.contract_file),
        name="financing-recovery",
    ),
    path(
        "recouvrement/<file:claim_id>/contact/",
        recovery_addresses.claim(recovery.contact),
        name="recovery-contact",
    ),
    path(
        "recouvrement/<file:claim_id>/lettre/",
        recovery_addresses.claim(recovery.letter),
        name="recovery-letter",
    ),
    path(
        "recouvrement/<file:claim_id>/confier/",
        recovery_addresses.claim(recovery.hand_over),
        name="recovery-hand-over",
    ),
    # Home and steering
    path("", home.home, name="home"),
    path("avis/<uuid:notice_id>/lu/", home.read_notice, name="read-notice"),
    path("avis/lus/", home.read_notices, name="read-notices"),
    path("pilotage/", dashboard.dashboard, name="dashboard"),
    # The books
    path("comptabilite/", books.journal, name="journal"),
    path("comptabilite/ecritures/nouvelle/", books.new_entry, name="new-entry"),
    path("comptabilite/ecritures/sommes/", books.entry_sums, name="entry-sums"),
    path("comptabilite/ecritures/<uuid:entry_id>/", books.entry, name="entry"),
    path(
        "comptabilite/ecritures/<uuid:entry_id>/extourner/",
        books.reverse_entry,
        name="reverse-entry",
    ),
    path("comptabilite/periodes/", books.period, name="period"),
    path("comptabilite/preuve/", log.log, name="log"),
    path("comptabilite/preuve/<int:number>/", log.checkpoint, name="log-checkpoint"),
    path("comptabilite/preuve/cles.txt", log.keys, name="log-keys"),
    path("comptabilite/preuve/page.zip", log.verify_page, name="log-verify-page"),
    path("comptabilite/balance/", balances.trial, name="trial"),
    path("comptabilite/balance/export.csv", balances.trial_export, name="trial-export"),
    path("comptabilite/plan/", balances.chart, name="chart"),
    path("comptabilite/plan/<str:code>/", balances.chart_account, name="chart-account"),
    path("comptabilite/comptes/<uuid:account_id>/", balances.account, name="account"),
    # Administration
    path("administration/", administration.settings, name="settings"),
    path("administration/fonds-propres/", own_funds.own_funds, name="own-funds"),
    path("administration/fonds-propres/nouveau/", own_funds.state, name="own-funds-new"),
    path("administration/personnes/", administration.users, name="users"),
    path("administration/personnes/nouvelle/", administration.new_user, name="new-user"),
    path("administration/personnes/<uuid:user_id>/", administration.user, name="user"),
    path("administration/roles/", administration.roles, name="roles"),
    path("administration/agences/", administration.branches, name="branches"),
    path("administration/caisses/nouvelle/", administration.new_till, name="new-till"),
    path("administration/journal/", trail_page.audit, name="audit"),
    path("administration/journal/export.csv", trail_page.audit_export, name="audit-export"),
    path("administration/journal/<uuid:command_id>/", control.audit_record, name="audit-record"),
    path("administration/pays/", control.jurisdiction, name="jurisdiction"),
    path("administration/sante/", control.health, name="health"),
    path("administration/cloture/", control.day_close, name="day-close"),
    path("administration/cloture/avancement/", control.day_progress, name="day-progress"),
    *CONTROL_PATHS,
    *FINANCING_PATHS,
    *CLIENT_PATHS,
    *PRODUCT_PATHS,
    *APPLICATION_PATHS,
    *ORIGINATION_PATHS,
    *BUREAU_PATHS,
    *SIMULATOR_PATHS,
    *SOLIDARITY_PATHS,
    *FARMING_PATHS,
]
