"""The life of a loan on the screen: changes with their preview, requests, acts, losses."""
