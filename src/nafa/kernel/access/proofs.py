"""A fresh strong proof of one act, bound to its amount and payee (RTS 2018/389, article 5).

The gate computes what an act is from the rows it will change, never from what a second request
says. The challenge is the digest of that, so a passkey signs exactly the act that was shown; a code
of an app is taken for that challenge and no other. A proof is good once.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from nafa.kernel import clock
from nafa.kernel.access import challenges, entry, errors, passkeys, trail
from nafa.kernel.access.policy import policy_in_force
from nafa.kernel.access.trail import Visitor
from nafa.kernel.context import Context
from nafa.kernel.models import Challenge, CodeApp, Passkey, User
from nafa.lib.ids import uuid7_at
from nafa.lib.money import Money


class Linked(NamedTuple):
    """What a proof of a command is bound to: how much, and to whom."""

    amount: Money | None
    payee: str


def amount_entered(ctx: Context, inputs: Mapping[str, Any]) -> Linked:  # noqa: ARG001
    """The amount as it was entered, for acts whose other end is the institution's own till."""
    return Linked(inputs["amount"], "")


@dataclass(frozen=True, slots=True)
class Act:
    """One act of one person, whole."""

    command: str
    key: str
    inputs: str
    actor: str
    amount_minor: int | None
    currency: str
    payee: str

    @property
    def amount(self) -> Money | None:
        if self.amount_minor is None:
            return None
        return Money(self.amount_minor, self.currency)

    @property
    def link(self) -> bytes:
        """The digest of the act: equal only for the same act."""
        return _digest(asdict(self))


class Question(NamedTuple):
    """An act that waits for its proof, as it is shown."""

    challenge: Challenge
    act: Act


def _digest(values: Mapping[str, Any]) -> bytes:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def threshold(ctx: Context, command: str) -> int | None:
    """Above which amount this command of this person needs a proof; None: not at all."""
    if ctx.actor_id is None or ctx.is_proven:
        return None
    return policy_in_force().proof_above(command)


def act_of(ctx: Context, *, command: str, inputs: bytes, linked: Linked) -> Act:
    """The act in full. Inside another command, the key and the rows say what it is."""
    amount = linked.amount
    return Act(
        command=command,
        key=ctx.key,
        inputs=inputs.hex(),
        actor=str(ctx.actor_id),
        amount_minor=amount.minor if amount else None,
        currency=amount.currency if amount else "",
        payee=linked.payee,
    )


def spend(act: Act, proof_id: UUID | None) -> None:
    """Use the proof of exactly this act.

    Refuses: ProofWanted (none given), ProofRefused (unknown or not answered), ProofSpent,
    ProofExpired, ProofOfOther (another act).
    """
    if proof_id is None:
        raise wanted(act)
    found = (
        Challenge.objects.select_for_update()
        .filter(id=proof_id, purpose=Challenge.Purpose.PROOF, user_id=UUID(act.actor))
        .first()
    )
    now = clock.now()
    if found is None or found.answered_at is None or found.void_at is not None:
        raise errors.ProofRefused()
    if found.spent_at is not None:
        raise errors.ProofSpent()
    if found.expires_at <= now:
        raise errors.ProofExpired()
    if bytes(found.link or b"") != act.link:
        raise errors.ProofOfOther()
    Challenge.objects.filter(id=proof_id).update(spent_at=now)


def wanted(act: Act) -> errors.ProofWanted:
    """The refusal that asks for a proof of this act."""
    refusal = errors.ProofWanted(action=act.command, amount=act.amount or "–", payee=act.payee)
    refusal.act = act
    return refusal


def after_refusal(refusal: errors.ProofRefused, ctx: Context) -> None:
    """Outside of the command's transaction: ask, void, write down.

    Refuses: ProofImpossible (the person has nothing to prove with).
    """
    user_id = ctx.actor_id
    values = {"code": refusal.code, "key": ctx.key}
    if isinstance(refusal, errors.ProofOfOther) and ctx.proof is not None:
        Challenge.objects.filter(id=ctx.proof, spent_at=None).update(void_at=clock.now())
    visitor = Visitor(address="", channel=ctx.channel)
    trail.note("proof.refused", visitor=visitor, user_id=user_id, values=values)
    if not isinstance(refusal, errors.ProofWanted) or not isinstance(refusal.act, Act):
        return
    act = refusal.act
    actor = UUID(act.actor)
    has_app = CodeApp.objects.filter(user_id=actor, removed_at=None).exclude(confirmed_at=None)
    has_key = Passkey.objects.filter(user_id=actor, revoked_at=None)
    if not has_app.exists() and not has_key.exists():
        raise errors.ProofImpossible()
    refusal.question = ask(act)


def ask(act: Act) -> Question:
    """Open the question: its challenge is the digest of the act, a number and an end."""
    now = clock.now()
    challenge_id, expires_at = uuid7_at(now), now + challenges.LIFETIME
    shown = asdict(act)
    bound = {**shown, "id": str(challenge_id), "expires_at": expires_at.isoformat()}
    made = Challenge(
        id=challenge_id, purpose=Challenge.Purpose.PROOF, user_id=UUID(act.actor),
        challenge=_digest(bound), asked_at=now, expires_at=expires_at, link=act.link,
        shown=json.dumps(shown, ensure_ascii=False),
    )  # fmt: skip
    made.save(force_insert=True)
    return Question(made, act)


def question(proof_id: UUID, *, user: User) -> Question:
    """A question that is still open. Refuses: ProofRefused, ProofSpent, ProofExpired."""
    found = Challenge.objects.filter(
        id=proof_id, purpose=Challenge.Purpose.PROOF, user=user, void_at=None
    ).first()  # fmt: skip
    if found is None:
        raise errors.ProofRefused()
    if found.spent_at is not None:
        raise errors.ProofSpent()
    if found.expires_at <= clock.now():
        raise errors.ProofExpired()
    return Question(found, Act(**json.loads(str(found.shown))))


def answer(proof_id: UUID, *, user: User, code: str, credential: str, visitor: Visitor) -> None:
    """Prove the act of a question, by a passkey or by a code.

    Refuses: ProofRefused, ProofExpired, PasskeyRefused, PasskeyCopied, CodeRefused,
    LoginDelayed, AccountLocked.
    """
    asked = question(proof_id, user=user)
    if asked.challenge.answered_at is not None:
        raise errors.ProofRefused()
    try:
        if credential:
            passkeys.check(asked.challenge, credential)
            method = "PASSKEY"
        else:
            method = entry.by_code(user, code, visitor=visitor).value
    except (errors.PasskeyRefused, errors.CodeRefused):
        _count_failure(asked.challenge)
        raise
    with transaction.atomic():
        now = clock.now()
        open_one = Challenge.objects.filter(id=proof_id, answered_at=None, void_at=None)
        if open_one.update(answered_at=now, method=method) != 1:
            raise errors.ProofRefused()
        trail.note(
            "proof.given", visitor=visitor, user_id=user.id,
            values={"method": method, "command": asked.act.command, "key": asked.act.key},
        )  # fmt: skip


def _count_failure(challenge: Challenge) -> None:
    """Five wrong answers end a question."""
    failures = challenge.failures + 1
    void_at = clock.now() if failures >= challenges.MOST_FAILURES else None
    Challenge.objects.filter(id=challenge.id).update(failures=failures, void_at=void_at)
