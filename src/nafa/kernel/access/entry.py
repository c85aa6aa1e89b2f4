"""Coming in: the password or the code is looked at only when nobody has guessed too often."""

from django.contrib.auth import authenticate
from django.db import transaction

from nafa.kernel import clock
from nafa.kernel.access import codes, errors, trail
from nafa.kernel.access.passwords import normalised
from nafa.kernel.access.people import Standing
from nafa.kernel.access.throttle import Verdict, judge
from nafa.kernel.access.trail import Visitor
from nafa.kernel.models import LogInSession, User

Strength = LogInSession.Strength


def by_password(username: str, password: str, *, visitor: Visitor) -> User:
    """The person whose name and password these are.

    The answer is the same whether the name or the password is wrong. Refuses: LoginRefused,
    LoginDelayed, AccountLocked.
    """
    account = trail.account_token(username)
    found = None
    with transaction.atomic():
        trail.hold_account(account)
        known = User.objects.filter(username__iexact=username.strip()).first()
        verdict = _verdict(account, visitor, known)
        if _is_open(verdict):
            found = authenticate(username=username.strip(), password=normalised(password))
            if found is None:
                _fail(account, visitor, known, "password")
        else:
            _delayed(account, visitor, known)
    _refuse_when_late(verdict)
    if not isinstance(found, User):
        raise errors.LoginRefused()
    return found


def by_code(user: User, code: str, *, visitor: Visitor) -> Strength:
    """A code of the person's app, or a recovery code; each is taken once.

    Refuses: CodeRefused, LoginDelayed, AccountLocked.
    """
    account, taken = trail.account_token(user.username), None
    with transaction.atomic():
        trail.hold_account(account)
        verdict = _verdict(account, visitor, user)
        if _is_open(verdict):
            taken = codes.take(user, code)
            if taken is None:
                _fail(account, visitor, user, "code")
        else:
            _delayed(account, visitor, user)
    _refuse_when_late(verdict)
    if taken is None:
        raise errors.CodeRefused()
    if taken is Strength.RECOVERY:
        trail.note("recovery_code.used", visitor=visitor, user_id=user.id)
    return taken


def demand_admission(user: User, standing: Standing, *, visitor: Visitor) -> None:
    """Hours and places of the person's roles. Refuses: OutsideHours, OutsidePlaces."""
    now = clock.now()
    if not standing.policy.allows_hour(standing.roles, now):
        trail.note("log_in.outside_hours", visitor=visitor, user_id=user.id)
        raise errors.OutsideHours()
    if not standing.policy.allows_place(standing.roles, standing.branches, visitor.address):
        trail.note("log_in.outside_places", visitor=visitor, user_id=user.id)
        raise errors.OutsidePlaces(address=visitor.address)


def _verdict(account: int, visitor: Visitor, user: User | None) -> Verdict:
    now = clock.now()
    seen = trail.seen_of(account, visitor, user_id=user.id if user else None, now=now)
    return judge(seen, now=now)


def _is_open(verdict: Verdict) -> bool:
    return verdict.wait_until is None and not verdict.is_locked


def _fail(account: int, visitor: Visitor, user: User | None, what: str) -> None:
    trail.note(
        trail.REFUSED, visitor=visitor, user_id=user.id if user else None, account=account,
        values={"what": what},
    )  # fmt: skip


def _delayed(account: int, visitor: Visitor, user: User | None) -> None:
    trail.note(trail.DELAYED, visitor=visitor, user_id=user.id if user else None, account=account)


def _refuse_when_late(verdict: Verdict) -> None:
    if verdict.is_locked:
        raise errors.AccountLocked()
    if verdict.wait_until is not None:
        left = (verdict.wait_until - clock.now()).total_seconds()
        raise errors.LoginDelayed(seconds=max(1, int(left) + 1))
