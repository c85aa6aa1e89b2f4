"""What a check of the books found, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from nafa.kernel.wording import money_words
from nafa.ledger.queries import Finding, Verification
from nafa.lib.money import Money

RECORDS: dict[str, Promise] = {
    "entry": pgettext_lazy("ledger verify", "entry"),
    "line": pgettext_lazy("ledger verify", "line of entry"),
    "account": pgettext_lazy("ledger verify", "account"),
    "day": pgettext_lazy("ledger verify", "closed day"),
    "daytotal": pgettext_lazy("ledger verify", "total of the day"),
    "daybalance": pgettext_lazy("ledger verify", "closing balance"),
    "trail": pgettext_lazy("ledger verify", "row of the trail"),
    "trailbatch": pgettext_lazy("ledger verify", "batch of the trail"),
    "command": pgettext_lazy("ledger verify", "command"),
    "leaf": pgettext_lazy("ledger verify", "place in the log"),
    "tile": pgettext_lazy("ledger verify", "tile of the log"),
    "checkpoint": pgettext_lazy("ledger verify", "checkpoint"),
}
FAULTS: dict[str, Promise] = {
    "line_count": gettext_lazy("lines found / lines posted"),
    "unbalanced": gettext_lazy("debits and credits differ"),
    "value_date": gettext_lazy("its lines carry other dates"),
    "no_entry": gettext_lazy("its entry is missing"),
    "balance": gettext_lazy("sum of lines / balance kept"),
    "pending": gettext_lazy("sum of holds / total kept"),
    "count": gettext_lazy("entries (lines) found / kept in the seal"),
    "sum": gettext_lazy("recomputed / kept in the seal"),
    "changed": gettext_lazy("was changed after it was posted"),
    "deleted": gettext_lazy("was deleted"),
    "inserted": gettext_lazy("was inserted beside the posting"),
    "doubled": gettext_lazy("stands twice in the books"),
    "reordered": gettext_lazy("stands at another's place"),
    "replaced": gettext_lazy("does not hold what the books and the signed root say"),
    "shortened": gettext_lazy("lacks a part"),
    "root": gettext_lazy("the books do not lead to its signed root"),
    "signature": gettext_lazy("is not signed by the key of its time"),
    "smaller": gettext_lazy("is smaller than the one before"),
    "lost": gettext_lazy("is larger than the log that is left"),
    "outside": gettext_lazy("was another one when it was given away"),
}


def finding_words(found: Finding) -> str:
    """`entry 17: was changed after it was posted`."""
    return f"{RECORDS[found.record]} {found.name}: {FAULTS[found.fault]} {found.detail}".rstrip()


def verified_lines(found: Verification) -> list[str]:
    """What was recomputed, then what is wrong, the first record first."""
    counted = {"entries": found.entries, "lines": found.lines, "accounts": found.accounts}
    lines = [
        _("%(entries)d entries, %(lines)d lines, %(accounts)d accounts recomputed.") % counted,
        _("%(leaves)d places of the log led to its signed root; %(waiting)d entries wait for it.")
        % {"leaves": found.leaves, "waiting": found.waiting},
    ]
    lines += [
        _("Debits and credits: %(debit)s and %(credit)s.")
        % {
            "debit": money_words(Money(one.debit_minor, one.currency)),
            "credit": money_words(Money(one.credit_minor, one.currency)),
        }
        for one in found.totals
    ]
    if not found.findings:
        keys = [_("Public key of the log: %(key)s") % {"key": key} for key in found.vkeys[-1:]]
        return [*lines, *keys, _("The books are sound.")]
    first = found.findings[0]
    lines.append(
        _("First wrong record: %(record)s.") % {"record": f"{RECORDS[first.record]} {first.name}"}
    )
    return lines + [f"  {finding_words(one)}" for one in found.findings]
