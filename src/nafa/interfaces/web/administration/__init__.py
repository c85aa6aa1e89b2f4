"""Administration: people, roles, branches, tills, audit, day close, facts, health."""
