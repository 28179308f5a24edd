"""The back office: Django's own admin, for the platform's staff, to look and never to write."""
