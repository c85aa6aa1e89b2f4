"""Keys of the API, programs of others, and what the watch found."""
