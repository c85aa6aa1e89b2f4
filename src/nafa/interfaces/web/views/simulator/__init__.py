"""The simulator for clients: for staff, by a shared link, and for everybody where allowed."""
