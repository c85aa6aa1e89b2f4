"""Pages of loan applications: asking, deciding, drawing the contract."""
