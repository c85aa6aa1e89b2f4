"""What an import refuses before it looks at rows."""

from django.utils.translation import gettext_lazy as _

from nafa.kernel.errors import DomainError


class MappingUnknown(DomainError):
    code = "journeys.mapping_unknown"
    words = _("There is no mapping “%(mapping)s”; shipped are: %(shipped)s.")
    advice = _("Name a shipped mapping, or the path of your own TOML file.")


class MappingFaulty(DomainError):
    code = "journeys.mapping_faulty"
    words = _("The mapping cannot be used: %(place)s (%(reason)s).")
    advice = _("Correct the mapping; docs/handbook/import.md explains every key.")


class PathMissing(DomainError):
    code = "journeys.path_missing"
    words = _("There is no file or folder %(path)s.")
    advice = _("Check the path.")


class ImportCurrencyOther(DomainError):
    code = "journeys.import_currency_other"
    words = _("The institution keeps %(currency)s; the mapping brings amounts in %(mapping)s.")
    advice = _("Use a database of that currency, or correct the currency of the mapping.")


class NoInstitution(DomainError):
    code = "journeys.import_no_institution"
    words = _("This database has no institution, and the mapping describes none.")
    advice = _("Create it with “nafa init”, or add the section [institution] to the mapping.")


class SumsDiffer(DomainError):
    code = "journeys.import_sums_differ"
    words = _("%(count)s accounts do not hold the sum of their imported rows: %(accounts)s.")
    advice = _("Call the administrator: run “nafa ledger verify”.")
