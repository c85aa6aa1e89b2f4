"""Words for the budget of a borrower and for the scorecard."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web.parts import Words

COSTS: Mapping[str, Words] = {
    "rent": _("Rent of the stall or workshop"),
    "wages": _("Wages and helpers"),
    "transport": _("Transport of goods"),
    "energy": _("Electricity, water, fuel"),
    "fees": _("Market fees and taxes"),
    "other_costs": _("Other costs of the business"),
}
INCOMES: Mapping[str, Words] = {
    "spouse": _("Income of the spouse"),
    "wage": _("Wage or pension"),
    "remittances": _("Money sent by relatives"),
    "other_income": _("Other income of the household"),
}
EXPENSES: Mapping[str, Words] = {
    "food": _("Food"),
    "housing": _("Housing"),
    "school": _("School"),
    "health": _("Health"),
    "family": _("Help to relatives, ceremonies, tontine"),
    "other_expenses": _("Other expenses of the household"),
}
DAYS: Mapping[str, Words] = {
    "good": _("Good day"),
    "usual": _("Usual day"),
    "poor": _("Poor day"),
}
REASONS: Mapping[str, Words] = {
    "cash_flow.week_too_long": _("A week has seven days at most."),
    "cash_flow.sales": _("Enter sales of zero or more, and zero to seven days."),
    "cash_flow.percent": _("Enter a percentage between 0 and 100."),
    "cash_flow.season": _("Enter a percentage between 0 and 1 000 for each month."),
    "cash_flow.debt": _("Enter the lender, the monthly amount and the months left."),
}
FACTS: Mapping[str, Words] = {
    "amount": _("Amount asked for"),
    "instalment_count": _("Number of instalments"),
    "age_years": _("Age, in years"),
    "seniority_months": _("Client for, in months"),
    "household_size": _("Size of the household"),
    "dependants": _("Dependants"),
    "loans_repaid": _("Loans repaid"),
    "loans_running": _("Running loans"),
    "days_late": _("Days late now, at most"),
    "instalment_to_margin_percent": _("Instalment in % of the declared margin"),
    "debt_ratio_percent": _("Debt ratio of the budget, in %"),
    "coverage_percent": _("Covered by guarantees, in %"),
    "activity_sector": _("Sector of activity"),
    "marital_status": _("Marital status"),
    "client_kind": _("Person or group"),
    "product": _("Product"),
}
SCORECARD_REASONS: Mapping[str, Words] = {
    "scorecard.no_criterion": _("Add at least one criterion."),
    "scorecard.fact_twice": _("Each fact is judged once."),
    "scorecard.no_band": _("Write one to twenty lines, such as: 18; 5; Young."),
    "scorecard.band_twice": _("Two lines begin at the same value."),
    "scorecard.number_wanted": _("Each line of this fact begins with a number."),
    "scorecard.word_wanted": _("Each line of this fact begins with a word."),
    "scorecard.reason_wanted": _("Each line ends with a reason."),
    "scorecard.points_wanted": _("Points are whole numbers up to 1 000."),
    "scorecard.no_class": _("Write the classes, the best first, such as: A; 60."),
    "scorecard.class_twice": _("Each class has a name of its own."),
    "scorecard.last_class_open": _(
        "Each class but the last has its points; the last takes everything that is left."
    ),
    "scorecard.cut_offs_not_falling": _("The points fall from class to class."),
}
