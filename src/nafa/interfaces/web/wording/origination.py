"""Words for how an application is judged: levels, voices, checklist, committee, score, security."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nafa.interfaces.web import labels
from nafa.interfaces.web.parts import State, Tone, Words
from nafa.interfaces.web.written import date_text, money_text
from nafa.kernel.models import Role
from nafa.lending.queries.origination.checklist import Check
from nafa.lending.queries.origination.committee import ItemRow
from nafa.lending.queries.origination.standing import Stand, Standing
from nafa.lib.money import Money

LIMITS: Mapping[str, Words] = {
    "SINGLE_BORROWER": _("One borrower"),
    "INSIDERS": _("Insiders together"),
}

STANDS: Mapping[Stand, State] = {
    Stand.MINE: State(_("For you to decide"), Tone.INFO),
    Stand.DELEGATED: State(_("For you, as a delegate"), Tone.INFO),
    Stand.OWN: State(_("Your own"), Tone.NEUTRAL),
    Stand.GIVEN: State(_("You approved; another voice is missing"), Tone.GOOD),
    Stand.COMMITTEE: State(_("For the credit committee"), Tone.NEUTRAL),
    Stand.OTHER_LEVEL: State(_("For another level"), Tone.NEUTRAL),
    Stand.ABOVE_LIMIT: State(_("Above your limit"), Tone.WARNING),
    Stand.EXPIRED: State(_("Expired"), Tone.LATE),
    Stand.NOT_WAITING: State(_("Decided"), Tone.NEUTRAL),
}
POLICY_REASONS: Mapping[str, Words] = {
    "policy.no_level": _("Add at least one level."),
    "policy.name_missing": _("Give this level a name."),
    "policy.role_missing": _("Choose who decides at this level."),
    "policy.quorum_out_of_range": _("The number of people must lie between 1 and 15."),
    "policy.amount_out_of_range": _("Enter an amount above zero, or leave it empty."),
    "policy.names_not_distinct": _("Each level needs a name of its own."),
    "policy.last_level_bounded": _(
        "The last level takes everything that is left: it has no amount, product, class or branch."
    ),
    "policy.levels_behind_unreachable": _(
        "This level takes everything, so the levels below it are never reached."
    ),
    "policy.percent_out_of_range": _("Enter a percentage between 1 and 100."),
    "policy.days_out_of_range": _("Enter a number of days between 1 and 730."),
}
DELEGATION_REASONS: Mapping[str, Words] = {
    "oneself": _("one does not delegate to oneself"),
    "without_right": _("this person may not approve"),
    "dates": _("the dates must begin today or later, in order"),
    "too_long": _("a delegation lasts a year at most"),
    "above_limit": _("the amount must lie between zero and your own limit"),
}
CHECKS: Mapping[str, Words] = {
    "identity": _("Valid identity document"),
    "contact": _("Telephone or address"),
    "income": _("Income and expenses of the household"),
    "budget": _("Budget of the business and the household"),
    "answers": _("Questions of the product"),
    "visit": _("Field visit"),
}
NOT_ASKED = State(_("Not there, not required"), Tone.NEUTRAL)
CHECK_STATES = {
    True: State(_("Done"), Tone.GOOD),
    False: State(_("Missing"), Tone.WARNING),
}


def role_words(codes: tuple[str, ...]) -> str:
    """The names of roles, one after the other."""
    named = {one.code: labels.local(one.label_fr, one.label_en) for one in Role.objects.all()}
    return ", ".join(named.get(code, code) for code in codes)


def voices_words(standing: Standing) -> str:
    """`1 of 2 approvals`."""
    told = ngettext(
        "%(given)s of %(wanted)s approval", "%(given)s of %(wanted)s approvals", standing.wanted
    )
    return told % {"given": standing.given, "wanted": standing.wanted}


def objection_words(standing: Standing, amount: Money, limit: int | None) -> str:
    """Why the reader may not approve, before the buttons; nothing when they may."""
    told: Mapping[Stand, str] = {
        Stand.OWN: gettext(
            "You submitted or follow this application. Another person must decide it."
        ),
        Stand.GIVEN: gettext("You have approved these terms. Another person's voice is missing."),
        Stand.COMMITTEE: gettext(
            "The credit committee decides this application in session. You may return it."
        ),
        Stand.OTHER_LEVEL: gettext(
            "The level “%(level)s” decides this application. You may return it for completion."
        ),
        Stand.ABOVE_LIMIT: gettext(
            "%(amount)s is above your limit of %(limit)s. You may return or refuse; the approval"
            " waits for a person with a higher limit."
        ),
        Stand.EXPIRED: gettext(
            "The application expired on %(day)s. Return it, so that the facts are checked again."
        ),
    }
    highest = standing.delegation.up_to.minor if standing.delegation else limit or 0
    return told.get(standing.stand, "") % {
        "level": standing.level,
        "amount": money_text(amount),
        "limit": money_text(Money(highest, amount.currency)),
        "day": date_text(standing.expires_date) if standing.expires_date else "",
    }


def check_label(check: Check) -> Words:
    return CHECKS.get(check.code) or check.label


SESSION_STATES: Mapping[str, State] = {
    "PLANNED": State(_("Convened"), Tone.INFO),
    "OPEN": State(_("In session"), Tone.WARNING),
    "CLOSED": State(_("Closed, minutes kept"), Tone.GOOD),
}
ITEM_STATES: Mapping[str, State] = {
    "OPEN": State(_("To be voted on"), Tone.INFO),
    "APPROVED": State(_("Approved"), Tone.GOOD),
    "REFUSED": State(pgettext_lazy("application", "Refused"), Tone.DANGER),
    "RETURNED": State(_("Returned for completion"), Tone.WARNING),
    "POSTPONED": State(_("Postponed"), Tone.NEUTRAL),
}
VOTES: Mapping[str, State] = {
    "FOR": State(_("In favour"), Tone.GOOD),
    "AGAINST": State(_("Against"), Tone.DANGER),
    "ABSTAIN": State(_("Abstains"), Tone.NEUTRAL),
}
SESSION_REASONS: Mapping[str, Words] = {
    "past": _("The day lies in the past."),
    "chair": _("The chair must be one of the members."),
    "without_right": _("A member may not approve applications."),
    "quorum": _("The quorum must lie between one and the number of members."),
    "early": _("The day of the session has not come yet."),
}


def tally_words(item: ItemRow) -> str:
    """`2 for, 1 against, 0 abstaining`."""
    counted = item.tally
    return gettext("%(for)s for, %(against)s against, %(abstained)s abstaining") % {
        "for": counted.in_favour, "against": counted.against, "abstained": counted.abstained,
    }  # fmt: skip


def check_state(check: Check) -> State:
    """Whether a line of the checklist is done; what is not required does not warn."""
    if not check.is_done and not check.is_required:
        return NOT_ASKED
    return CHECK_STATES[check.is_done]
