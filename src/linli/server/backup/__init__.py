"""Backups: everything of one installation in one encrypted file, and back from it."""
