"""Lending: products, applications, contracts, and a loan from disbursement to its last franc."""
