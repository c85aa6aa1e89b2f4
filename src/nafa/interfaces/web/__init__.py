"""The back office: server-rendered pages from one set of components."""
