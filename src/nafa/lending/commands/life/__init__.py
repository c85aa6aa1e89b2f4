"""Commands on a loan after its disbursement, beside repayments."""
