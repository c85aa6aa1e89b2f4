"""The sentences of a loan contract, whole, in the language that is active."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

WORDS = {
    "title": _("Loan contract no. %(number)s"),
    "lender": _("The lender"),
    "borrower": _("The borrower"),
    "client": _("Client no. %(client_number)s"),
    "object": _("1. Object"),
    "grants": _(
        "The lender grants the borrower a loan “%(product)s” of %(amount)s"
        " (%(amount_in_words)s), paid out on %(date)s."
    ),
    "makes_available": _(
        "The lender grants the borrower a loan “%(product)s” of %(amount)s"
        " (%(amount_in_words)s), at the borrower's disposal from %(date)s."
    ),
    "tranche_date": _("Date of the tranche"),
    "tranche_amount": _("Amount"),
    "receives": _(
        "The borrower receives %(net_paid)s after the fees due at disbursement are taken off."
    ),
    "cost_title": _("2. Cost of the loan"),
    "item": _("Item"),
    "amount_or_rate": _("Amount or rate"),
    "rate_row": _("Interest rate (%(method)s)"),
    "interest_row": _("Interest over the term of the loan"),
    "fee_row": _("Fee"),
    "cost_row": _("Total cost of the loan"),
    "teg_row": _("Effective annual rate (TEG)"),
    "repayment_title": _("3. Repayment"),
    "repays": _(
        "The borrower repays in %(count)s instalments (%(frequency)s), from %(first_due)s to"
        " %(last_due)s, by the schedule below."
    ),
    "number": _("No."),
    "due": _("Due on"),
    "principal": _("Principal"),
    "interest": _("Interest"),
    "fees": _("Fees"),
    "to_pay": _("To pay"),
    "left": _("Left to repay"),
    "total": _("Total"),
    "unit": _("Amounts in %(currency)s."),
    "late_title": _("4. Lateness"),
    "early_title": _("5. Early repayment"),
    "early": _(
        "The borrower may repay all or part of the loan at any time. The exact amount is told"
        " on the same day, before payment, and a receipt is given."
    ),
    "clauses_title": _("6. Further clauses"),
    "signatures": _("Signatures"),
    "made": _(
        "Made in two copies on %(date)s. The borrower acknowledges having received and"
        " understood this contract and its schedule."
    ),
    "lender_signs": _("The lender (name, capacity, signature)"),
    "borrower_signs": _("The borrower (“read and approved”, signature or thumbprint)"),
    "annex": _("Annex: joint liability of the members"),
    "annex_next": _("Annex: joint liability (continued)"),
    "joint": _(
        "The undersigned members receive the loan no. %(number)s together and each bears the"
        " share written below. They answer jointly for the whole debt: if one does not pay the"
        " own share, the others pay it, and are owed what they paid."
    ),
    "member": _("Member"),
    "share": _("Share of the principal"),
    "whole": _("To repay"),
    "signature": _("Signature or thumbprint"),
    "each_pays": _("What each member pays with each instalment:"),
}
CEILING = _("The usury ceiling in force is %(ceiling)s; the TEG may not exceed it.")


def contract_words(data: Mapping[str, str]) -> dict[str, str]:
    """Every heading and sentence of the template, filled with the contract's values; where the
    country has no ceiling, nothing is said of it."""
    told = {name: str(words) % data for name, words in WORDS.items()}
    return {**told, "ceiling": str(CEILING) % data if data["ceiling"] else ""}
