"""OAuth 2.1 for programs of others: authorization code with PKCE, client credentials, rotation."""
