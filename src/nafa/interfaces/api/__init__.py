"""The JSON API: parses, makes one call, and renders. OpenAPI at `/api/v1/openapi.json`."""
