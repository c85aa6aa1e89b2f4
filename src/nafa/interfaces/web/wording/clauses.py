"""Words for the clauses of contracts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

CLAUSE_REASONS: Mapping[str, Words] = {
    "clauses.too_many": _("At most twenty clauses."),
    "clauses.part_missing": _("Give the clause a title and a text."),
    "clauses.too_long": _("The clause is too long."),
    "clauses.place_unknown": _("“{%(place)s}” is not a name of the list."),
    "clauses.brace": _("A brace stands alone: write each name between two braces."),
}

PLACE_WORDS: Mapping[str, Words] = {
    "institution": _("name of the institution"),
    "client": _("name of the client"),
    "client_number": _("number of the client"),
    "number": _("number of the loan"),
    "product": _("name of the product"),
    "date": _("day of the contract"),
    "amount": _("amount lent"),
    "amount_in_words": _("amount lent, in words"),
    "net_paid": _("what the client receives"),
    "count": _("number of instalments"),
    "first_due": _("first due date"),
    "last_due": _("last due date"),
    "rate": _("nominal rate"),
    "teg": _("effective rate"),
    "cost": _("total cost of the loan"),
}
