"""What those who control see: rules, a request, an emergency, a review, a case, a right lent."""

from datetime import timedelta

from stage_credit import acting, branch_id


def furnish_control() -> None:
    """One of each, by real commands; the rules come last, so that nothing before them waits."""
    from nafa.kernel.control.emergencies import give_emergency_back, take_emergency_role
    from nafa.kernel.control.reviewing import answer_review_line, open_access_review
    from nafa.kernel.identity.contexts import system_context
    from nafa.kernel.models import AccessReviewLine, User
    from nafa.kernel.watch.commands import raise_alert

    lend()
    consent()
    rules()
    request()
    taken = take_emergency_role(
        acting("branch_manager"), role_code="head_teller", hours=2,
        reason="La caissière principale est malade, la paie des retraités attend",
    )  # fmt: skip
    give_emergency_back(acting("branch_manager"), emergency_id=taken)
    review_id = open_access_review(acting("internal_controller"))
    first = AccessReviewLine.objects.filter(review_id=review_id, user__username="teller")[0]
    answer_review_line(acting("internal_controller"), line_id=first.id, keeps=True)
    context = system_context(key="stage/alert")
    raise_alert(
        context, rule="refusals", severity="HIGH", subject="teller", address="10.0.0.7",
        user_id=User.objects.get(username="teller").id,
        first_at=context.now - timedelta(minutes=9), last_at=context.now,
    )  # fmt: skip


def lend() -> None:
    """The branch manager lends the sight of all tills, one right now and one later."""
    from nafa.kernel.control.delegating import delegate_right
    from nafa.kernel.models import User

    context = acting("branch_manager")
    to = User.objects.get(username="loan_officer").id
    for start, end, up_to in ((0, 6, None), (30, 40, 250_000)):
        delegate_right(
            acting("branch_manager"), to_user_id=to, permission="till.view_all",
            start_date=context.business_date + timedelta(days=start),
            end_date=context.business_date + timedelta(days=end),
            reason="Congé annuel", up_to_minor=up_to,
        )  # fmt: skip


def consent() -> None:
    """Aïssatou agreed to one use of her data and took another back."""
    from nafa.clients import commands as clients
    from nafa.clients.models import Client

    client_id = Client.objects.get(number="C0000001").id
    for purpose in ("MARKETING", "PARTNERS"):
        clients.give_consent(
            acting("branch_manager"), client_id=client_id, purpose=purpose, text_version="2026-1"
        )
    clients.withdraw_consent(acting("branch_manager"), client_id=client_id, purpose="PARTNERS")


def rules() -> None:
    """Who approves, what is apart, how far roles go, which role is for emergencies."""
    from nafa.kernel.control.defining import define_control_rules
    from nafa.kernel.identity.contexts import system_context

    define_control_rules(
        system_context(key="stage/control"),
        rules={
            "approvals": [
                {"command": "ledger.record_journal", "above": 500_000, "expires_after_days": 5,
                 "levels": [{"roles": ["chief_accountant"], "escalate_after_days": 2,
                             "escalate_to": ["general_manager"]}]},
                {"command": "kernel.withdraw_role", "expires_after_days": 5,
                 "levels": [{"roles": ["internal_controller", "general_manager"]}]},
            ],
            "separations": [
                {"name": "Caisse et comptabilité", "first": ["role:teller"],
                 "then": ["role:accountant"]},
            ],
            "limits": [
                {"role": "teller", "permission": "savings.withdraw", "act": 500_000,
                 "day": 3_000_000},
            ],
            "emergency": {"roles": ["head_teller"], "hours": 4},
        },
    )  # fmt: skip


def request() -> None:
    """An entry of the accountant that waits for the chief accountant."""
    from nafa.kernel.control.errors import WaitsForApproval
    from nafa.ledger import commands as ledger

    context = acting("accountant")
    try:
        ledger.record_journal(
            context, value_date=context.business_date, memo="Dépôt à la banque",
            branch_id=branch_id(),
            lines=[
                ledger.JournalLine("1141", 900_000, 0, "XOF"),
                ledger.JournalLine("57111", 0, 900_000, "XOF"),
            ],
        )  # fmt: skip
    except WaitsForApproval:
        return
    raise AssertionError("the entry did not wait")
