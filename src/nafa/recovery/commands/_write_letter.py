"""Printing a reminder or a formal notice."""

import hashlib
from uuid import UUID

from nafa.kernel.commands import command
from nafa.kernel.context import Context
from nafa.kernel.secrets.files import store_file
from nafa.recovery import errors
from nafa.recovery.calc.plan import PRINTED
from nafa.recovery.commands._record_act import demand_late, keep_act
from nafa.recovery.documents.letter import letter_pdf
from nafa.recovery.models import Act
from nafa.recovery.queries import plan_in_force


@command(permission="recovery.work")
def write_letter(ctx: Context, *, claim_id: UUID, step_code: str) -> UUID:
    """The letter of a step as a PDF, kept sealed with its hash; the act that sends it.

    Refuses: NotFound, OtherBranch, NotLate, StepUnknown, NoLetterHere.
    """
    late = demand_late(ctx, claim_id)
    plan = plan_in_force(ctx.business_date).plan
    step = plan.step(step_code)
    if step is None:
        raise errors.StepUnknown(step=step_code)
    if step.kind not in PRINTED:
        raise errors.NoLetterHere(step=step_code)
    pdf = letter_pdf(ctx, late=late, kind=step.kind)
    act = keep_act(
        ctx, late, plan,
        kind=step.kind.value, result=Act.Result.SENT, step_code=step_code,
        letter_id=store_file(ctx, content=pdf, media_type="application/pdf"),
        letter_digest=hashlib.sha256(pdf).hexdigest(),
    )  # fmt: skip
    return act.id
