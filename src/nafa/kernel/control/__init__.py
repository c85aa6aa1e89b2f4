"""Internal control: approvals, separated duties, limits, delegations, reviews, emergencies."""
