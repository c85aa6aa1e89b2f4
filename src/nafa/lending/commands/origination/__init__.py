"""Commands of the way to an approval: policy, delegations, committee, score, capacity, security."""
