"""Pages of the way to an approval: levels, delegations, committee, score, capacity, security."""
