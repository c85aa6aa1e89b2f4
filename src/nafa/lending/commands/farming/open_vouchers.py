"""Vouchers that are not delivered yet: while there are any, a loan is not paid out in cash."""

from uuid import UUID

from nafa.lending import farming_errors as errors
from nafa.lending.models import InputVoucher, Loan


def open_vouchers(application_id: UUID) -> list[InputVoucher]:
    """The vouchers of an application that wait for their delivery, in their order."""
    return list(
        InputVoucher.objects.select_related("supplier")
        .filter(application_id=application_id, status=InputVoucher.Status.ISSUED)
        .order_by("number")
    )


def demand_no_vouchers(loan: Loan) -> None:
    """Before cash goes out. Refuses: VouchersOpen, when inputs are ordered for the loan."""
    if loan.application_id is None:
        return
    found = open_vouchers(loan.application_id)
    if found:
        raise errors.VouchersOpen(
            number=loan.number, vouchers=", ".join(one.number for one in found)
        )
