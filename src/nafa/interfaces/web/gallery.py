"""Every page the checks open and a person may look at: an explicit table.

A module adds its pages here with the role that sees them. `role` is the code of a shipped role,
or empty for pages without log-in. The checks open each at two widths, in two themes and in two
languages; `status` is what the server answers.
"""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """A page to look at. `arguments` are the words of its address.

    Where no number is known before, `follows` are the links (CSS) that lead there from it.
    """

    name: str
    url_name: str
    role: str
    arguments: tuple[str, ...] = ()
    status: int = 200
    query: str = ""
    follows: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.arguments) + self.query


def sample_page(name: str, *, status: int = 200) -> GalleryPage:
    """A page of the gallery itself: components with invented data."""
    return GalleryPage(
        name=f"gallery-{name}",
        url_name="web:gallery-sample",
        role="administrator",
        arguments=(name,),
        status=status,
    )


def credit_page(
    name: str, url_name: str, *arguments: str, role: str = "loan_officer", query: str = ""
) -> GalleryPage:
    """A page of clients, products or applications, by the numbers that the stage gives."""
    return GalleryPage(
        name=name, url_name=f"web:{url_name}", role=role, arguments=arguments, query=query
    )


CREDIT_PAGES: tuple[GalleryPage, ...] = (
    credit_page("clients", "clients"),
    credit_page("clients-empty", "clients", query="?q=zzzz"),
    credit_page("search", "search", query="?q=ndiay"),
    credit_page("client", "client", "C0000001"),
    credit_page("client-documents", "client", "C0000001", query="?tab=documents"),
    credit_page("client-history", "client", "C0000001", query="?tab=history"),
    credit_page("client-group", "client", "G0000001", query="?tab=members", role="branch_manager"),
    credit_page("client-new", "client-new"),
    credit_page("client-edit", "client-edit", "C0000001"),
    credit_page("ties", "ties", "C0000001", role="branch_manager"),
    credit_page("personal", "personal", "C0000001", role="branch_manager"),
    credit_page("consent-give", "consent-give", "C0000001", role="branch_manager"),
    credit_page("tie-insider", "tie-insider", "C0000001", role="branch_manager"),
    credit_page("tie-connection", "tie-connection", "C0000001", role="branch_manager"),
    credit_page("own-funds", "own-funds", role="general_manager"),
    credit_page("own-funds-new", "own-funds-new", role="general_manager"),
    credit_page("document-add", "document-add", "C0000001"),
    credit_page("photo-set", "photo-set", "C0000001"),
    credit_page("interaction-add", "interaction-add", "C0000001"),
    credit_page("group-new", "group-new"),
    credit_page("member-add", "member-add", "G0000001", query="?q=fatou"),
    credit_page("member-role", "member-add", "G0000001", query="?person=C0000004"),
    credit_page("member-remove", "member-remove", "G0000001", "C0000003"),
    credit_page("products", "products", role="general_manager"),
    credit_page("product", "product", "IND", role="general_manager"),
    credit_page("product-new", "product-new", role="general_manager"),
    credit_page("product-revise", "product-revise", "IND", role="general_manager"),
    credit_page("product-clauses", "product-clauses", "IND", "fr", role="general_manager"),
    credit_page("product-import", "product-import", role="general_manager"),
    credit_page("applications", "applications"),
    credit_page("simulator", "simulator", query="?product=IND&amount=500000&count=12"),
    credit_page("simulator-empty", "simulator"),
    GalleryPage(
        name="simulation-public",
        url_name="web:simulation-public",
        role="",
        query="?product=IND&amount=500000&count=12",
    ),
    credit_page("applications-empty", "applications", query="?status=WITHDRAWN"),
    credit_page("application-choose", "application-new", query="?q=awa"),
    credit_page("application-new", "application-new", query="?client=C0000002&from=D0000003"),
    credit_page("application", "application", "D0000005"),
    credit_page("application-approved", "application", "D0000004"),
    credit_page("application-withdraw", "application-withdraw", "D0000001"),
    credit_page("approvals", "approvals", role="branch_manager"),
    credit_page("application-again", "application-again", "D0000003"),
    credit_page("approvals-mine", "approvals", role="branch_manager", query="?for=me"),
    credit_page("approval-policy", "approval-policy", role="general_manager"),
    credit_page("approval-policy-new", "approval-policy-new", role="general_manager"),
    credit_page("delegations", "delegations", role="general_manager"),
    credit_page("delegation-new", "delegation-new", role="general_manager"),
    credit_page("committee-sessions", "committee-sessions", role="branch_manager"),
    credit_page("committee-new", "committee-new", role="branch_manager"),
    credit_page("committee", "committee", "CC00002", role="branch_manager"),
    credit_page("committee-closed", "committee", "CC00001", role="committee_member"),
    credit_page("committee-agenda", "committee-agenda", "CC00003", role="branch_manager"),
    credit_page("committee-open", "committee-open", "CC00003", role="branch_manager"),
    credit_page("committee-item", "committee-item", "CC00002", "D0000002", role="committee_member"),
    credit_page("committee-chair", "committee-item", "CC00002", "D0000002", role="branch_manager"),
    credit_page(
        "committee-propose", "committee-propose", "CC00002", "D0000002", role="branch_manager"
    ),
    credit_page(
        "committee-postpone", "committee-postpone", "CC00002", "D0000002", role="branch_manager"
    ),
    credit_page("budget", "budget", "D0000001"),
    credit_page("budget-new", "budget", "D0000003"),
    credit_page("file-whole", "file-whole", "D0000001"),
    credit_page("file-answers", "file-answers", "D0000001"),
    credit_page("file-add", "file-add", "D0000001"),
    credit_page("file-visit", "file-visit", "D0000001"),
    credit_page("product-demand", "product-demand", "IND", role="general_manager"),
    credit_page("guarantees", "guarantees", "D0000001"),
    credit_page("guarantee-add", "guarantee-add", "D0000001"),
    credit_page("savings-block", "savings-block", "D0000001"),
    credit_page("scorecard", "scorecard", role="general_manager"),
    credit_page("scorecard-new", "scorecard-new", role="general_manager"),
    credit_page("bureau-consent", "bureau-consent", "D0000001", "C0000001"),
    credit_page("bureau-report", "bureau-report", "D0000001", "C0000001"),
    credit_page("bureau-file", "bureau-file", "BC00001", role="general_manager"),
    credit_page("bureau-files", "bureau-files", role="general_manager"),
    credit_page("decide", "application-decide", "D0000001", role="branch_manager"),
    credit_page("decide-above-limit", "application-decide", "D0000002", role="branch_manager"),
)

GROUP_PAGES: tuple[GalleryPage, ...] = (
    credit_page("collection", "collection", role="teller"),
    credit_page("sheet-group", "sheet-new", query="?group=G0000002", role="teller"),
    credit_page("sheet-round", "sheet-new"),
    credit_page("sheet-saved", "sheet", "FC000001", role="teller"),
    credit_page("group-standing", "group-standing", "G0000002", role="branch_manager"),
    credit_page("group-meetings", "group-meetings", "G0000002", role="branch_manager"),
    credit_page("group-shares", "shares", "D0000007"),
    credit_page("group-leave", "member-remove", "G0000002", "C0000006", role="branch_manager"),
    credit_page(
        "group-replace",
        "member-replace",
        "G0000002",
        "C0000007",
        query="?person=C0000001",
        role="branch_manager",
    ),
)

FARM_PAGES: tuple[GalleryPage, ...] = (
    credit_page("farm-calendars", "calendars", role="general_manager"),
    credit_page(
        "farm-calendar-new",
        "calendar-new",
        query="?crop=Arachide&zone=Bassin%20arachidier",
        role="general_manager",
    ),
    credit_page("farm-field", "field-new", query="?client=C0000010"),
    credit_page("farm-application", "application", "D0000009"),
    credit_page("farm-voucher-new", "voucher-new", "D0000009"),
    credit_page("farm-deliver", "till-deliver", "P0000007", role="teller"),
    credit_page("farm-suppliers", "suppliers", role="branch_manager"),
    credit_page("farm-supplier", "supplier", "FR00001", role="accountant"),
    credit_page("farm-weather-list", "weather-list", role="branch_manager"),
    credit_page("farm-weather-new", "weather-new", role="branch_manager"),
    credit_page("farm-weather", "weather", "ME00001", role="general_manager"),
    credit_page("farm-supplier-pay", "supplier-pay", "FR00001", role="accountant"),
)


def house_page(
    name: str, url_name: str, *arguments: str, role: str, query: str = ""
) -> GalleryPage:
    """A page of the counter, loans, books, homes or administration."""
    return GalleryPage(
        name=name, url_name=f"web:{url_name}", role=role, arguments=arguments, query=query
    )


FINANCING_PAGES: tuple[GalleryPage, ...] = (
    house_page("financing", "financing", role="loan_officer"),
    house_page("financing-empty", "financing", role="loan_officer", query="?state=LATE"),
    house_page("financing-sale", "financing-file", "F0000001", role="loan_officer"),
    house_page("financing-lease", "financing-file", "F0000002", role="branch_manager"),
    house_page("financing-request", "financing-file", "F0000003", role="branch_manager"),
    house_page("financing-shared", "financing-file", "F0000004", role="loan_officer"),
    house_page("financing-operations", "financing-operations", "F0000001", role="branch_manager"),
    house_page("financing-accounts", "financing-accounts", "F0000001", role="accountant"),
    house_page("financing-papers", "financing-papers", "F0000001", role="loan_officer"),
    house_page("financing-recovery", "financing-recovery", "F0000001", role="loan_officer"),
    house_page("financing-history", "financing-history", "F0000001", role="loan_officer"),
    house_page("financing-choose", "financing-new", role="loan_officer", query="?client=C0000001"),
    house_page(
        "financing-new", "financing-new", role="loan_officer", query="?client=C0000001&product=MUR"
    ),
    house_page(
        "financing-new-shared",
        "financing-new",
        role="loan_officer",
        query="?client=C0000001&product=MUS",
    ),
    house_page("financing-decide", "financing-step", "F0000003", "decision", role="branch_manager"),
    house_page("financing-invoice", "financing-step", "F0000004", "facture", role="loan_officer"),
    house_page("financing-rebate", "financing-step", "F0000001", "remise-gracieuse",
               role="loan_officer"),
    house_page("financing-return", "financing-step", "F0000002", "restitution",
               role="branch_manager"),
    house_page("financing-buy-out", "financing-step", "F0000002", "rachat", role="teller"),
    house_page("financing-pay-out", "financing-step", "F0000005", "versement", role="teller"),
    house_page("till-financing", "till-financing", "F0000001", role="teller"),
    house_page("financing-products", "financing-products", role="administrator"),
    house_page("financing-product-new", "financing-product-new", role="administrator"),
    house_page("financing-pool-new", "financing-pool-new", role="administrator"),
    house_page("financing-charity", "financing-charity", "AMANA", role="general_manager"),
    house_page("assets", "assets", role="accountant"),
    house_page("asset", "asset", "B0000002", role="accountant"),
    house_page("asset-insurance", "asset-step", "B0000002", "assurance", role="loan_officer"),
)  # fmt: skip


FIRST = "main tbody a"  # the first row of a list


def control_page(
    name: str, url_name: str, *follows: str, role: str = "internal_controller"
) -> GalleryPage:
    """A page of control that is reached from its list."""
    return GalleryPage(name=name, url_name=f"web:{url_name}", role=role, follows=follows)


HOUSE_PAGES: tuple[GalleryPage, ...] = (
    house_page("home-teller", "home", role="teller"),
    house_page("home-officer", "home", role="loan_officer"),
    house_page("home-branch", "home", role="branch_manager"),
    house_page("home-committee", "home", role="committee_member"),
    house_page("home-accountant", "home", role="chief_accountant"),
    house_page("home-controller", "home", role="internal_controller"),
    house_page("home-manager", "home", role="general_manager"),
    house_page("home-administrator", "home", role="administrator"),
    house_page("counter", "till", role="teller", query="?q=P0000001"),
    house_page("till-take", "till", role="head_teller"),
    house_page("till-repay", "till-repay", "P0000001", role="teller"),
    house_page("till-settle", "till-settle", "P0000001", role="teller"),
    house_page("till-close", "till-close", role="teller"),
    house_page("receipt", "receipt", "R00000001", role="teller"),
    house_page("tills", "tills", role="branch_manager"),
    house_page("till-transfer", "till-transfer", role="branch_manager"),
    house_page("till-supply", "till-supply", role="branch_manager"),
    house_page("loans", "loans", role="loan_officer"),
    house_page("loans-empty", "loans", role="loan_officer", query="?late=90"),
    house_page("loan", "loan", "P0000001", role="loan_officer"),
    house_page("loan-operations", "loan-operations", "P0000001", role="branch_manager"),
    house_page("loan-accounts", "loan-accounts", "P0000001", role="accountant"),
    house_page("loan-history", "loan-history", "P0000001", role="loan_officer"),
    house_page("tranche-loan", "loan", "P0000010", role="loan_officer"),
    house_page("tranche-pay", "till-disburse", "P0000010", role="teller"),
    house_page("tranche-order", "loan-by-order", "P0000010", role="teller"),
    house_page("tranche-end", "loan-act", "P0000010", "fin-versements", role="branch_manager"),
    house_page("tranche-back", "reverse-operation", "R00000010", role="branch_manager"),
    house_page("tranche-plan", "contract-tranches", "D0000014", role="loan_officer"),
    house_page("indexes", "indexes", role="administrator"),
    house_page("index-new", "index-new", role="administrator"),
    house_page("index-value", "index-value", "TMM", role="administrator"),
    house_page("lines", "lines", role="loan_officer"),
    house_page("line", "line", "L0000001", role="branch_manager"),
    house_page("line-draw", "line-draw", "L0000001", role="loan_officer"),
    house_page("line-fees", "line-fees", "L0000001", role="teller"),
    house_page("line-suspend", "line-act", "L0000001", "suspension", role="branch_manager"),
    house_page("line-renew", "line-act", "L0000001", "renouvellement", role="branch_manager"),
    house_page("loan-by-order", "loan-by-order", "P0000005", role="teller"),
    house_page("loan-signature-code", "loan-signature-code", "P0000007", role="loan_officer"),
    house_page("loan-signature", "loan-signature", "P0000007", role="loan_officer"),
    house_page("payouts", "payouts", role="accountant"),
    house_page("payouts-empty", "payouts", role="accountant", query="?tab=ended"),
    house_page("payout", "payout", "V0000001", role="accountant"),
    house_page("payout-confirm", "payout-confirm", "V0000001", role="accountant"),
    house_page("payout-fail", "payout-fail", "V0000001", role="accountant"),
    house_page("reverse-operation", "reverse-operation", "R00000002", role="branch_manager"),
    house_page("dashboard", "dashboard", role="general_manager"),
    house_page("journal", "journal", role="accountant"),
    house_page("new-entry", "new-entry", role="accountant"),
    house_page("trial", "trial", role="accountant"),
    house_page("chart", "chart", role="accountant", query="?class=5"),
    house_page("period", "period", role="chief_accountant"),
    house_page("log", "log", role="accountant"),
    house_page("loan-life", "loan-life", "P0000002", role="branch_manager"),
    house_page("loan-life-changed", "loan-life", "P0000003", role="branch_manager"),
    house_page("loan-charge", "loan-change", "P0000001", "frais", role="branch_manager"),
    house_page("loan-waiver", "loan-change", "P0000001", "remise", role="loan_officer"),
    house_page("loan-deferment", "loan-change", "P0000001", "report", role="loan_officer"),
    house_page(
        "loan-rescheduling", "loan-change", "P0000001", "reechelonnement", role="loan_officer"
    ),
    house_page(
        "loan-restructuring", "loan-change", "P0000002", "restructuration", role="loan_officer"
    ),
    house_page("loan-write-off", "loan-change", "P0000002", "perte", role="loan_officer"),
    house_page("loan-requests", "loan-requests", role="branch_manager"),
    house_page("loan-request", "loan-request", "M0000001", role="branch_manager"),
    house_page("loan-request-own", "loan-request", "M0000001", role="loan_officer"),
    house_page("staff-loans", "staff-loans", role="general_manager"),
    house_page("lost-loans", "lost-loans", role="general_manager"),
    house_page("loan-early", "loan-act", "P0000001", "anticipe", role="teller"),
    house_page("loan-officer", "loan-act", "P0000001", "agent", role="branch_manager"),
    house_page("loan-branch", "loan-act", "P0000001", "agence", role="general_manager"),
    house_page("loan-death", "loan-act", "P0000001", "deces", role="branch_manager"),
    house_page("recovery", "recovery", role="loan_officer"),
    house_page("recovery-empty", "recovery", role="loan_officer", query="?why=DUE"),
    house_page("recovery-file", "loan-recovery", "P0000002", role="branch_manager"),
    house_page("recovery-contact", "recovery-contact", "P0000002", role="loan_officer"),
    house_page("recovery-letter", "recovery-letter", "P0000002", role="loan_officer"),
    house_page("recovery-hand-over", "recovery-hand-over", "P0000002", role="branch_manager"),
    house_page("recovery-results", "recovery-results", role="general_manager"),
    house_page("recovery-plan", "recovery-plan", role="general_manager"),
    *FINANCING_PAGES,
    house_page("settings", "settings", role="administrator"),
    house_page("users", "users", role="administrator"),
    house_page("new-user", "new-user", role="administrator"),
    house_page("roles", "roles", role="administrator"),
    house_page("rights-matrix", "rights-matrix", role="administrator"),
    house_page("control-rules", "control-rules", role="internal_controller"),
    house_page("control-rules-edit", "control-rules-edit", role="administrator"),
    house_page("role-new", "role-new", role="administrator"),
    house_page("role-edit", "role-edit", "teller", role="administrator"),
    house_page("waiting-commands", "waiting-commands", role="branch_manager"),
    control_page("waiting-command", "waiting-commands", FIRST, role="chief_accountant"),
    house_page("emergencies", "emergencies", role="internal_controller"),
    control_page("emergency", "emergencies", FIRST),
    house_page("access-reviews", "access-reviews", role="internal_controller"),
    control_page("access-review", "access-reviews", FIRST),
    control_page("access-review-line", "access-reviews", FIRST, FIRST),
    control_page("alert", "alerts", FIRST),
    control_page("alert-close", "alerts", FIRST, 'main a[href$="/clore/"]'),
    control_page("user", "users", FIRST, role="administrator"),
    control_page("person-rights", "users", FIRST, 'main a[href$="/droits/"]', role="administrator"),
    control_page(
        "role-withdraw", "users", FIRST, 'main a[href*="/roles-tenus/"]', role="administrator"
    ),
    control_page("person-leaves", "users", FIRST, 'main a[href$="/depart/"]', role="administrator"),
    house_page("lent-rights", "lent-rights", role="branch_manager"),
    house_page("lent-rights-held", "lent-rights", role="loan_officer"),
    house_page("lent-right-new", "lent-right-new", role="branch_manager"),
    house_page("emergency-take", "emergency-take", role="branch_manager"),
    house_page("my-security", "my-security", role="teller"),
    house_page("security-policy", "security-policy", role="administrator"),
    house_page("branches", "branches", role="administrator"),
    house_page("new-till", "new-till", role="administrator"),
    house_page("audit", "audit", role="internal_controller"),
    house_page("alerts", "alerts", role="internal_controller"),
    house_page("watch-policy", "watch-policy", role="internal_controller"),
    house_page("tokens", "tokens", role="administrator"),
    house_page("programs", "programs", role="administrator"),
    house_page("program-new", "program-new", role="administrator"),
    house_page("token-new", "token-new", role="administrator"),
    house_page("jurisdiction", "jurisdiction", role="administrator"),
    house_page("health", "health", role="administrator"),
    house_page("day-close", "day-close", role="chief_accountant"),
)


PAGES: list[GalleryPage] = [
    GalleryPage(name="login", url_name="web:login", role=""),
    GalleryPage(name="gallery", url_name="web:gallery", role="administrator"),
    sample_page("values"),
    sample_page("list"),
    sample_page("list-empty"),
    sample_page("file"),
    sample_page("form"),
    sample_page("form-errors", status=422),
    sample_page("refusal", status=409),
    sample_page("wizard"),
    sample_page("approval"),
    sample_page("dashboard"),
    sample_page("progress"),
    sample_page("confirmation"),
    sample_page("print"),
    *CREDIT_PAGES,
    *GROUP_PAGES,
    *FARM_PAGES,
    *HOUSE_PAGES,
]
