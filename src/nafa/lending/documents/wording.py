"""Agreed terms in the French words of a contract."""

from nafa.lending.calc.choices import Amortisation, InterestKind, PeriodUnit
from nafa.lending.calc.terms import Terms

INTERESTS = {
    InterestKind.DECLINING: "intérêt dégressif",
    InterestKind.FLAT: "intérêt constant (linéaire)",
}
AMORTISATIONS = {
    Amortisation.EQUAL_INSTALMENTS: "échéances constantes",
    Amortisation.EQUAL_PRINCIPAL: "capital constant",
    Amortisation.BALLOON: "capital remboursé à la dernière échéance",
    Amortisation.FREE_FORM: "capital selon l'échéancier convenu",
}
RHYTHMS = {
    (PeriodUnit.WEEKS, 1): "hebdomadaires",
    (PeriodUnit.WEEKS, 2): "par quinzaine",
    (PeriodUnit.MONTHS, 1): "mensuelles",
    (PeriodUnit.MONTHS, 3): "trimestrielles",
    (PeriodUnit.MONTHS, 6): "semestrielles",
    (PeriodUnit.YEARS, 1): "annuelles",
    (PeriodUnit.TWICE_A_MONTH, 1): "deux fois par mois",
}
UNITS = {
    PeriodUnit.DAYS: "tous les {every} jours",
    PeriodUnit.WEEKS: "toutes les {every} semaines",
    PeriodUnit.MONTHS: "tous les {every} mois",
    PeriodUnit.YEARS: "tous les {every} ans",
    PeriodUnit.TWICE_A_MONTH: "deux fois par mois",
}
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def method_words(terms: Terms) -> str:
    """How interest runs and what is equal; a flat loan with equal instalments is just flat."""
    interest = INTERESTS[terms.interest]
    is_usual = terms.amortisation is Amortisation.EQUAL_INSTALMENTS
    if terms.interest is InterestKind.FLAT and is_usual:
        return interest
    return f"{interest}, {AMORTISATIONS[terms.amortisation]}"


def rhythm_words(terms: Terms) -> str:
    """How the instalments follow each other."""
    known = RHYTHMS.get((terms.unit, terms.every))
    if known is not None:
        return known
    if terms.unit is PeriodUnit.WEEKDAYS:
        days = ", ".join(WEEKDAYS[day] for day in sorted(terms.weekdays))
        return f"le {days}" if terms.every == 1 else f"le {days}, une fois sur {terms.every}"
    return UNITS[terms.unit].format(every=terms.every)
