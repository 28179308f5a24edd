"""The way in: sign in, home."""
