"""The REST API, for a company's own systems: JSON in and out, under `/api/v1`, each request with a key.

It knows no sessions and shares nothing with the console but what lies below both.
"""
