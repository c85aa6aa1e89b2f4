"""Which steps of a contract make sense now, for the person who looks at it."""

from nafa.assets.queries import ContractView
from nafa.interfaces.web.financing.steps import BY_SLUG, StepPage, supplier_owed, waiting_rebate
from nafa.kernel.context import Context

# Never the first thing to do on a page.
QUIET = frozenset(
    {
        "document", "depot-rendu", "depot-utilise", "parts", "remise-gracieuse", "report",
        "remboursement", "remboursement-acheteur", "vente-a-livrer", "restitution",
        "reprise", "perte", "annulation",
    }
)  # fmt: skip


def steps_open(ctx: Context, view: ContractView, *, holds_till: bool) -> list[StepPage]:
    """The steps that make sense now for this person, the most likely one first."""
    return [
        BY_SLUG[slug]
        for slug in _likely(view)
        if ctx.may(BY_SLUG[slug].permission) and (holds_till or not BY_SLUG[slug].at_till)
    ]


def _likely(view: ContractView) -> list[str]:
    status = view.row.status
    if status == "PROPOSED":
        return ["decision", "document", "annulation"]
    if status == "APPROVED":
        return [*_preparing(view), "document", "annulation"]
    if status == "SIGNED":
        start = "versement" if view.row.kind in ("SALAM", "QARD") else "remise-du-bien"
        return [start, *_missing_deposit(view), "document"]
    if status == "ACTIVE":
        return [*_supplier_steps(view), *_running(view), "document"]
    in_stock = view.contract.delivered_quantity > view.contract.sold_quantity
    if view.row.kind == "SALAM" and in_stock:
        return ["vente"]
    back = ["depot-rendu"] if view.deposit_held.is_positive else []
    return [*back, *_supplier_steps(view)]


def _salam(view: ContractView) -> list[str]:
    row, found = view.contract, []
    in_stock, ahead = row.delivered_quantity - row.sold_quantity, row.ahead_quantity
    waits = row.delivered_quantity < view.terms.quantity
    if ahead:
        found += ["remise-acheteur"] if in_stock >= ahead else []
        found.append("remboursement-acheteur")
    if in_stock > ahead:
        found.append("vente")
    if waits:
        found.append("livraison")
    if not ahead:
        found += ["vente-a-livrer", *(["remboursement"] if waits else [])]
    return found


def _missing_deposit(view: ContractView) -> list[str]:
    return ["depot"] if view.terms.deposit_minor > view.deposit_held.minor else []


def _supplier_steps(view: ContractView) -> list[str]:
    asset = view.asset
    if asset is None or asset.status == "ORDERED" or not supplier_owed(view).is_positive:
        return []
    return ["fournisseur-banque", "fournisseur-caisse"]


def _preparing(view: ContractView) -> list[str]:
    deposit, asset = _missing_deposit(view), view.asset
    if view.row.kind in ("SALAM", "QARD"):
        return ["signature"]
    if asset is None:
        return ["commande", *deposit]
    if asset.status == "ORDERED":
        return ["facture", *deposit]
    if asset.status == "OWNED":
        return ["possession", *_supplier_steps(view), *deposit]
    return ["signature", *_supplier_steps(view), *deposit]


def _running(view: ContractView) -> list[str]:
    kind = view.row.kind
    if kind == "MURABAHA":
        waits = waiting_rebate(view) is not None
        return [*(["remise-decision"] if waits else ["remise-gracieuse"]), "report"]
    if kind == "QARD":
        return ["report"]
    if kind == "MUSHARAKA":
        return ["parts"]
    if kind == "SALAM":
        return _salam(view)
    end = {"SALE": ["rachat"], "GIFT": ["don"], "NONE": []}[view.terms.transfer.value]
    late = ["reprise"] if view.standing.overdue_minor else []
    held = ["depot-utilise"] if view.deposit_held.is_positive and view.standing.due_minor else []
    return [*end, *late, *held, "report", "restitution", "perte"]
