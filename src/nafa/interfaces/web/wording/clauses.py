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
