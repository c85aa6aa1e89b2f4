"""The question before a sensitive act: amount and payee, then a passkey or a code.

The question carries what was sent, with its key; answered, the same is sent again with the number
of the proof. The gate decides whether it is the proof of exactly that.
"""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from nafa.interfaces.web.door.visitors import visitor_of
from nafa.interfaces.web.parts import Refusal
from nafa.interfaces.web.wording.history import COMMANDS
from nafa.kernel.access import errors, passkeys, proofs
from nafa.kernel.access.people import standing_of
from nafa.kernel.access.proofs import Question
from nafa.kernel.context import Context
from nafa.kernel.errors import DomainError
from nafa.kernel.models import User

PROOF, CODE, CREDENTIAL = "proof", "proof_code", "proof_credential"
OWN_FIELDS = {PROOF, CODE, CREDENTIAL, "csrfmiddlewaretoken"}


class StillAsked(Exception):
    """The question stays open: the answer was wrong, another may be given."""

    def __init__(self, question: Question, refusal: DomainError) -> None:
        super().__init__(refusal.code)
        self.question, self.refusal = question, refusal


def with_proof(request: HttpRequest, ctx: Context) -> Context:
    """The context with the proof that was sent, once it is answered rightly.

    Refuses: ProofRefused, ProofExpired. Raises StillAsked when another answer may be given.
    """
    given = request.POST.get(PROOF, "") if request.method == "POST" else ""
    user = request.user
    if not given or not isinstance(user, User):
        return ctx
    try:
        proof_id = UUID(given)
    except ValueError:
        raise errors.ProofRefused() from None
    question = proofs.question(proof_id, user=user)
    try:
        proofs.answer(
            proof_id,
            user=user,
            code=request.POST.get(CODE, ""),
            credential=request.POST.get(CREDENTIAL, ""),
            visitor=visitor_of(request),
        )
    except errors.ProofRefused:
        raise
    except DomainError as refusal:
        raise StillAsked(question, refusal) from None
    return replace(ctx, proof=proof_id)


def values_of(
    request: HttpRequest, question: Question, *, refusal: DomainError | None = None
) -> dict[str, Any]:
    """What the page of a question shows, and what was sent, to be sent again."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionError("a question is for people who are logged in")
    act, standing = question.act, standing_of(user)
    options = passkeys.options_of(question.challenge, user=user) if standing.has_passkey else None
    return {
        "act": act,
        "action": COMMANDS.get(act.command, act.command),
        "proof_id": question.challenge.id,
        "standing": standing,
        "options": json.dumps(options) if options else "",
        "sent": [
            (name, value)
            for name in request.POST
            if name not in OWN_FIELDS
            for value in request.POST.getlist(name)
        ],
        "refusal": Refusal.of(refusal, money="") if refusal else None,
        "back": request.get_full_path(),
    }
