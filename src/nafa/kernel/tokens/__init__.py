"""Keys of the API: with which rights, until when, for whom; and programs of others (OAuth 2.1)."""
